package lab.benchmarks.market;

import lab.topics.Topic;

/**
 * One tick or trade, and where on the bus it stands.
 *
 * @param pair index of it in {@link Market#pairs}
 * @param number trade id and sequence
 * @param micros event time, since 1970
 * @param priceCents hundredths
 * @param sizeUnits ten-thousandths
 * @param volumeCents hundredths
 */
public record MarketEvent(
        Topic topic,
        int partition,
        long offset,
        int pair,
        long number,
        long micros,
        long priceCents,
        long sizeUnits,
        long volumeCents) {

    /** Half of the spread. */
    private static final long EDGE_CENTS = 2;

    public String pairName() {
        return GeneratedMarket.pairs().get(pair);
    }

    public long bidCents() {
        return priceCents - EDGE_CENTS;
    }

    public long askCents() {
        return priceCents + EDGE_CENTS;
    }

    /** The message as the bus carries it. */
    public byte[] payload() {
        return GeneratedMarket.payload(this);
    }
}
