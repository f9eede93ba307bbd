package lab.domain.repeat;

import lab.domain.EventTime;
import lab.domain.Side;
import lab.domain.Trade;

/**
 * What a trade says, in 32 bits: of two trades with the same id, whether the second says the same.
 *
 * <p>It is kept in checkpoints beside ids, so what it is made of, and how, stays.
 */
public final class TradeContent {
    private TradeContent() {}

    public static int of(Trade trade) {
        return of(
                EventTime.toMicros(trade.time()),
                trade.price().units(),
                trade.size().units(),
                trade.side());
    }

    /** Of a trade's parts, time in microseconds since 1970; never 0. */
    public static int of(long time, long priceUnits, long sizeUnits, Side side) {
        long mixed = mix(time + 1);
        mixed = mix(mixed ^ priceUnits);
        mixed = mix(mixed ^ sizeUnits);
        int content = (int) (mix(mixed ^ (side == Side.BUY ? 1 : 2)) >>> 32);
        return content == 0 ? 1 : content;
    }

    /** Sebastiano Vigna's finalizer of SplitMix64: every bit moves every other. */
    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
