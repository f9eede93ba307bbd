package lab.lancer.pattern;

import java.time.Instant;

/**
 * A past window that looked like the one asked for, and what came of it.
 *
 * @param distance squared, between the two vectors: 0 to 240
 * @param volatilityPct the standard deviation of its closes in per cent of their mean
 * @param outcomePct from its last close to the close an hour later, in per cent; the largest and
 *     the smallest of the closes on the way likewise
 */
public record Match(
        Instant windowStart,
        Instant windowEnd,
        double distance,
        double volatilityPct,
        double meanPrice,
        double outcomePct,
        double outcomeMaxPct,
        double outcomeMinPct) {
    private static final double MOST_APART = 2.0 * PatternRules.WINDOW_MINUTES;

    public double similarity() {
        return similarity(distance);
    }

    public double correlation() {
        return 1 - distance / MOST_APART;
    }

    static double similarity(double distance) {
        return 1 / (1 + distance);
    }
}
