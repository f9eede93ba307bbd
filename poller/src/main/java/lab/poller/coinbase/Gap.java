package lab.poller.coinbase;

import lab.domain.Pair;

/**
 * Trades of a pair that were not seen, from one id to another.
 *
 * @param sequence of the message that showed it: the exchange's answer will not say any
 */
record Gap(Pair pair, long from, long to, long sequence, int attempts) {
    long trades() {
        return to - from + 1;
    }

    boolean holds(long tradeId) {
        return tradeId >= from && tradeId <= to;
    }

    Gap again() {
        return new Gap(pair, from, to, sequence, attempts + 1);
    }
}
