package lab.domain;

import static lab.domain.Checks.check;

import java.time.Instant;
import java.util.Optional;

/**
 * One executed trade of an exchange, known by (pair, trade id).
 *
 * @param tradeId the exchange's number of it, positive; numbers of a pair grow
 * @param price positive
 * @param size positive, in the base asset
 * @param side the taker's
 * @param sequence the exchange's message number in the pair's feed, not negative
 * @param time when it happened at the exchange, whole microseconds
 * @param exchange where: {@code coinbase}, {@code simulator} and so on
 * @param feedTime the newest exchange time that the feed had shown, over all pairs, when it gave
 *     this trade; empty if the sender did not say. How late a trade is, is measured by it.
 */
public record Trade(
        Pair pair,
        long tradeId,
        Price price,
        Quantity size,
        Side side,
        long sequence,
        Instant time,
        String exchange,
        Optional<Instant> feedTime) {
    public Trade {
        check(tradeId > 0, "trade_id: must be positive, was %d", tradeId);
        check(price.isPositive(), "price: must be positive, was %s", price);
        check(size.isPositive(), "size: must be positive, was %s", size);
        check(sequence >= 0, "sequence: must not be negative, was %d", sequence);
        EventTime.check("time", time);
        feedTime.ifPresent(newest -> EventTime.check("feed_time", newest));
        Checks.checkExchange(exchange);
    }

    /** The same under another name of its pair. */
    public Trade withPair(Pair other) {
        return new Trade(other, tradeId, price, size, side, sequence, time, exchange, feedTime);
    }
}
