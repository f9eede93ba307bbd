package lab.backtest.statistics;

import static lab.domain.Checks.check;

import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How sure a Sharpe ratio is. All ratios are of one period, kurtosis is not in excess.
 *
 * <p>After Bailey and López de Prado: "The Sharpe Ratio Efficient Frontier" (2012) for the
 * probabilistic ratio and the minimum track record, "The Deflated Sharpe Ratio" (2014) for what is
 * to be expected of the best of many trials, and, with Borwein and Zhu, "Pseudo-Mathematics and
 * Financial Charlatanism" (2014) for the minimum backtest length.
 */
public final class SharpeOdds {
    private static final double EULER_MASCHERONI = 0.5772156649015329;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private SharpeOdds() {}

    /** A Sharpe ratio as it was measured, with the shape of the returns that it is of. */
    public record Measured(double ratio, int count, double skewness, double kurtosis) {
        public Measured {
            check(count > 1, "returns: must be two or more, were %d", count);
        }

        /** The ratio of returns; none where they do not vary. */
        public static Optional<Measured> of(Moments moments) {
            return moments.sharpe().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Measured(
                                    moments.sharpe().getAsDouble(),
                                    moments.count(),
                                    moments.skewness(),
                                    moments.kurtosis()));
        }

        /** The variance of its estimate, times the number of returns less one. */
        private double spread() {
            return 1 - skewness * ratio + (kurtosis - 1) / 4 * ratio * ratio;
        }
    }

    /** The probability that the true ratio is above a benchmark. */
    public static double probabilistic(Measured measured, double benchmark) {
        double z =
                (measured.ratio() - benchmark)
                        * Math.sqrt(measured.count() - 1)
                        / Math.sqrt(measured.spread());
        return NORMAL.cumulativeProbability(z);
    }

    /** What the best of so many trials comes to if none is any good, in standard deviations. */
    public static double expectedMaximum(int trials) {
        check(trials > 0, "trials: must be positive, were %d", trials);
        if (trials == 1) {
            return 0;
        }
        return (1 - EULER_MASCHERONI) * NORMAL.inverseCumulativeProbability(1 - 1.0 / trials)
                + EULER_MASCHERONI
                        * NORMAL.inverseCumulativeProbability(1 - 1.0 / (trials * Math.E));
    }

    /**
     * The probability that the true ratio is above what the best of the trials would have shown by
     * chance.
     *
     * @param variance of the trials' ratios
     */
    public static double deflated(Measured measured, double variance, int trials) {
        return probabilistic(measured, Math.sqrt(variance) * expectedMaximum(trials));
    }

    /**
     * How many periods are needed until the ratio is above a benchmark with a confidence; unknown
     * if it is not above it.
     */
    public static OptionalDouble minimumTrackRecord(
            Measured measured, double benchmark, double confidence) {
        if (measured.ratio() <= benchmark) {
            return OptionalDouble.empty();
        }
        double z = NORMAL.inverseCumulativeProbability(confidence);
        double part = z / (measured.ratio() - benchmark);
        return OptionalDouble.of(1 + measured.spread() * part * part);
    }

    /**
     * How many years of data so many trials need at least, that the best of them does not show such
     * a yearly ratio by chance.
     */
    public static double minimumBacktestYears(int trials, double yearlyRatio) {
        double part = expectedMaximum(trials) / yearlyRatio;
        return part * part;
    }
}
