package lab.lancer.pattern;

import java.time.Duration;

/**
 * What can be set of the rules; the rest is what a pattern is.
 *
 * @param volatilityMinPct windows whose standard deviation is less, in per cent of their mean, are
 *     left out: in a flat market every window looks like every other
 */
public record PatternRules(double volatilityMinPct) {
    public static final PatternRules STANDARD = new PatternRules(0.05);

    /** Candles of a window. */
    public static final int WINDOW_MINUTES = 60;

    /** How far ahead of a window its outcome lies. */
    public static final int OUTCOME_MINUTES = 60;

    public static final int MATCHES_MAX = 5;

    /**
     * A candle may still be corrected until those that begin so much later are there: an hour, and
     * the window that a trade of that hour falls into.
     */
    public static final int CORRECTED_MINUTES = 62;

    /** How long a window is the newest. */
    public static final Duration QUERY_AGE_MAX = Duration.ofMinutes(5);

    /** How far back one looks for how good a best match usually is. */
    static final Duration PERCENTILE_PERIOD = Duration.ofDays(90);

    /** Of fewer windows nothing is said. */
    static final int PERCENTILE_WINDOWS_MIN = 100;

    static final double CONFIDENCE = 0.95;

    private static final double PER_CENT = 100;
    private static final double LEAST = 0.0001;

    /**
     * A bound of the error in a distance that is reckoned from prices instead of from vectors, in
     * units of 1 / volatility: some 120 products of a number below 8 with a price, each rounded.
     */
    private static final double ROUNDING = 1e-12;

    public PatternRules {
        if (!(volatilityMinPct >= LEAST && volatilityMinPct < PER_CENT)) {
            throw new IllegalArgumentException(
                    "volatility-min-pct: must be %s to 100, was %s"
                            .formatted(LEAST, volatilityMinPct));
        }
    }

    boolean isFlat(double mean, double deviation) {
        return deviation < volatilityMinPct / PER_CENT * mean;
    }

    /** By how much a quick distance may be wrong at most. */
    double distanceError() {
        return ROUNDING / (volatilityMinPct / PER_CENT);
    }
}
