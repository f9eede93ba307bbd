package lab.poller.simulator;

import lab.domain.Pair;

/**
 * What makes one market unlike another.
 *
 * @param price at the beginning, in ticks
 * @param pricePlaces decimal places of a tick
 * @param sizePlaces decimal places of the smallest size
 * @param ordersPerSecond of takers, on a quiet day, before they excite each other
 * @param volatility of the logarithm of the price over the root of a second
 * @param marketShare how much of that is the whole market's, 0 to 1
 * @param halfSpread as a part of the price, on a quiet day
 * @param typicalValue of an order, in the quote asset: the median
 */
record PairTraits(
        Pair pair,
        long price,
        int pricePlaces,
        int sizePlaces,
        double ordersPerSecond,
        double volatility,
        double marketShare,
        double halfSpread,
        double typicalValue) {
    private static final double ROOT_OF_YEAR = 5_615.69; // of its seconds
    private static final double CALM_SHARE = 0.55; // of the volatility; storms and news do the rest

    /** The known pairs near their prices at the turn of 2025; others get traits from their name. */
    static PairTraits of(Pair pair) {
        return switch (pair.name()) {
            case "BTC-USD" -> traits(pair, 9_354_800, 2, 8, 0.95, 0.48, 0.92, 0.4e-5, 420);
            case "ETH-USD" -> traits(pair, 333_250, 2, 8, 0.72, 0.62, 0.88, 0.8e-5, 330);
            case "SOL-USD" -> traits(pair, 18_929, 2, 8, 0.56, 0.80, 0.78, 3e-5, 240);
            case "DOGE-USD" -> traits(pair, 31_560, 5, 1, 0.42, 0.95, 0.72, 6e-5, 170);
            case "AVAX-USD" -> traits(pair, 3_574, 2, 8, 0.28, 0.88, 0.76, 0.6e-4, 150);
            case "LINK-USD" -> traits(pair, 20_012, 3, 2, 0.28, 0.85, 0.74, 0.8e-4, 140);
            default -> fromName(pair);
        };
    }

    private static PairTraits fromName(Pair pair) {
        var dice = new Dice(pair.name().hashCode());
        long price = 1_000L + dice.nextInt(90_000);
        return traits(pair, price, dice.nextInt(5), 4, 0.3, 0.9, 0.7, 1e-4, 150);
    }

    private static PairTraits traits(
            Pair pair,
            long price,
            int pricePlaces,
            int sizePlaces,
            double ordersPerSecond,
            double yearlyVolatility,
            double marketShare,
            double halfSpread,
            double typicalValue) {
        return new PairTraits(
                pair,
                price,
                pricePlaces,
                sizePlaces,
                ordersPerSecond,
                CALM_SHARE * yearlyVolatility / ROOT_OF_YEAR,
                marketShare,
                halfSpread,
                typicalValue);
    }
}
