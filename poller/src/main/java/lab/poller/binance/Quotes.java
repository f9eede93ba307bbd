package lab.poller.binance;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.Trade;
import org.jspecify.annotations.Nullable;

/**
 * Makes ticks of best bids and asks that come without a time, a last trade and a volume.
 *
 * <p>The time is the newest that the exchange has shown in any frame before, so no event time is
 * made up. Where that was long before by the receipts (a connection that was away), or nobody has
 * named a price yet, there is no tick.
 */
final class Quotes {
    /** A book that changes is told of ten times a second, so another frame with a time is near. */
    static final Duration SHOWN_WITHIN = Duration.ofSeconds(5);

    private final Map<Pair, Last> last = new HashMap<>();
    private @Nullable Instant newest;
    private Instant shownAt = Instant.MIN;

    /** What was said last of a pair. */
    private static final class Last {
        @Nullable Price price;
        @Nullable Trade trade;
        BigDecimal volume = BigDecimal.ZERO;
    }

    /** Hears of a time. */
    void shown(Instant time, Instant received) {
        if (newest == null || !time.isBefore(newest)) {
            newest = time;
            shownAt = received;
        }
    }

    void traded(Trade trade, Instant received) {
        shown(trade.time(), received);
        Last of = of(trade.pair());
        if (of.trade == null || trade.tradeId() > of.trade.tradeId()) {
            of.trade = trade;
            of.price = trade.price();
        }
    }

    /** Hears of a pair's last price and the volume of a day. */
    void told(Pair pair, Price price, BigDecimal volume, Instant time, Instant received) {
        shown(time, received);
        Last of = of(pair);
        of.volume = volume;
        if (price.isPositive() && of.trade == null) {
            of.price = price;
        }
    }

    /** A tick, where all is known that it must say. */
    Optional<Tick> tick(Pair pair, long updateId, Price bid, Price ask, Instant received) {
        Last of = of(pair);
        if (newest == null
                || of.price == null
                || Duration.between(shownAt, received).compareTo(SHOWN_WITHIN) > 0) {
            return Optional.empty();
        }
        Optional<Trade> trade = Optional.ofNullable(of.trade);
        return Optional.of(
                new Tick(
                        pair,
                        updateId,
                        of.price,
                        bid,
                        ask,
                        of.volume,
                        newest,
                        trade.map(Trade::tradeId),
                        trade.map(Trade::size),
                        trade.map(Trade::side),
                        Binance.WORD));
    }

    private Last of(Pair pair) {
        return last.computeIfAbsent(pair, _ -> new Last());
    }
}
