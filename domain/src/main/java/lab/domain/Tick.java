package lab.domain;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of an exchange's ticker: the last trade, the best bid and ask, the volume of a day.
 *
 * @param sequence the exchange's message number in the pair's feed, not negative
 * @param price of the last trade, positive; zero, for none, only in a tick that is no quote
 * @param bestBid what buyers offer; zero if nobody does
 * @param bestAsk what sellers ask; zero if nobody does
 * @param volume24h in the base asset over the last day, not negative, at most 20 digits before the
 *     point and 8 places
 * @param time when it happened at the exchange, whole microseconds
 * @param tradeId of the last trade, where the exchange says it
 * @param lastSize of the last trade, where the exchange says it
 * @param side the taker's in the last trade, where the exchange says it
 * @param exchange where: {@code coinbase}, {@code simulator} and so on
 */
public record Tick(
        Pair pair,
        long sequence,
        Price price,
        Price bestBid,
        Price bestAsk,
        BigDecimal volume24h,
        Instant time,
        Optional<Long> tradeId,
        Optional<Quantity> lastSize,
        Optional<Side> side,
        String exchange) {
    public Tick {
        check(sequence >= 0, "sequence: must not be negative, was %d", sequence);
        check(
                price.isPositive() || !areQuote(bestBid, bestAsk),
                "price: must be positive, was %s",
                price);
        checkVolume("volume_24h", volume24h);
        EventTime.check("time", time);
        Checks.checkExchange(exchange);
    }

    /**
     * Refuses a volume that no tick can say.
     *
     * @param what names it in the reason
     */
    public static void checkVolume(String what, BigDecimal volume) {
        check(
                volume.signum() >= 0
                        && volume.scale() <= Decimal8.PLACES
                        && volume.precision() - volume.scale() <= 20,
                "%s: must not be negative and have at most 20 digits and 8 places, was %s",
                what,
                volume);
    }

    /** Whether one could trade by it: both sides are there and not crossed. */
    public boolean isQuote() {
        return areQuote(bestBid, bestAsk);
    }

    /** The same under another name of its pair. */
    public Tick withPair(Pair other) {
        return new Tick(
                other, sequence, price, bestBid, bestAsk, volume24h, time, tradeId, lastSize, side,
                exchange);
    }

    private static boolean areQuote(Price bid, Price ask) {
        return bid.isPositive() && ask.isPositive() && bid.compareTo(ask) <= 0;
    }
}
