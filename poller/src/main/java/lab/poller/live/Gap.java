package lab.poller.live;

import lab.domain.Pair;

/**
 * Trades of a pair that were not seen, from one id to another.
 *
 * @param sequence of the message that showed it: the exchange's answer will not say any
 * @param attempts how often it was asked for
 */
public record Gap(Pair pair, long from, long to, long sequence, SeenBy seenBy, int attempts) {
    /** What showed it. */
    public enum SeenBy {
        /** An id beyond the next one. */
        TRADE_ID,
        /** A ticker whose match did not come. */
        TICKER_SEQUENCE,
        /** An order book that went on without a trade. */
        BOOK_SEQUENCE
    }

    public Gap(Pair pair, long from, long to, long sequence, SeenBy seenBy) {
        this(pair, from, to, sequence, seenBy, 0);
    }

    public long trades() {
        return to - from + 1;
    }

    public boolean holds(long tradeId) {
        return tradeId >= from && tradeId <= to;
    }

    Gap again() {
        return new Gap(pair, from, to, sequence, seenBy, attempts + 1);
    }
}
