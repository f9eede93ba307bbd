package lab.backtest.statistics;

import static lab.domain.Checks.check;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Between which bounds a statistic would lie had the same market dealt its periods again: the
 * stationary bootstrap of Politis and Romano (1994), whose blocks have random lengths so that what
 * hangs together stays together. Its seed is fixed: the same returns, the same bounds.
 */
public final class Bootstrap {
    private static final int SAMPLES = 2_000;
    private static final int RETURNS_MIN = 10;
    private static final long SEED = 20_260_101;

    private Bootstrap() {}

    /** Bounds that hold a statistic with a confidence. */
    public record Bounds(double low, double high) {
        public Bounds {
            check(low <= high, "bounds: low must not be above high %s, was %s", high, low);
        }
    }

    /**
     * Bounds of 95 %; unknown of fewer than {@value #RETURNS_MIN} returns.
     *
     * @param statistic of a sample; one that is no number is left out
     */
    public static Optional<Bounds> bounds(double[] returns, ToDoubleFunction<double[]> statistic) {
        if (returns.length < RETURNS_MIN) {
            return Optional.empty();
        }
        var random = new SplittableRandom(SEED);
        double[] found = new double[SAMPLES];
        double[] sample = new double[returns.length];
        double restart = 1 / Math.max(1, Math.cbrt(returns.length));
        int count = 0;
        for (int i = 0; i < SAMPLES; i++) {
            draw(returns, sample, restart, random);
            double value = statistic.applyAsDouble(sample);
            if (Double.isFinite(value)) {
                found[count++] = value;
            }
        }
        if (count < SAMPLES / 2) {
            return Optional.empty();
        }
        Arrays.sort(found, 0, count);
        return Optional.of(
                new Bounds(
                        found[(int) (0.025 * count)], found[(int) Math.ceil(0.975 * count) - 1]));
    }

    private static void draw(double[] from, double[] to, double restart, SplittableRandom random) {
        int at = random.nextInt(from.length);
        for (int i = 0; i < to.length; i++) {
            to[i] = from[at];
            at =
                    random.nextDouble() < restart
                            ? random.nextInt(from.length)
                            : (at + 1) % from.length;
        }
    }
}
