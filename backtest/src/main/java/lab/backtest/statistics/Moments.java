package lab.backtest.statistics;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Mean, spread and shape of some returns.
 *
 * @param deviation the sample's standard deviation, by n - 1
 * @param skewness third standardised moment of the population; zero where nothing varies
 * @param kurtosis fourth standardised moment of the population, not in excess: a normal one has 3
 */
public record Moments(int count, double mean, double deviation, double skewness, double kurtosis) {
    /** What differs by less of its size than doubles can tell, does not vary. */
    private static final double RESOLUTION = 1e-14;

    private static final double NORMAL_KURTOSIS = 3;

    public static Moments of(double[] values) {
        int n = values.length;
        double mean = Arrays.stream(values).sum() / n;
        double second = 0;
        double third = 0;
        double fourth = 0;
        for (double value : values) {
            double d = value - mean;
            second += d * d;
            third += d * d * d;
            fourth += d * d * d * d;
        }
        if (n < 2 || Math.sqrt(second / n) <= RESOLUTION * Math.max(1, Math.abs(mean))) {
            return new Moments(n, n == 0 ? 0 : mean, 0, 0, NORMAL_KURTOSIS);
        }
        double variance = second / n;
        return new Moments(
                n,
                mean,
                Math.sqrt(second / (n - 1)),
                third / n / Math.pow(variance, 1.5),
                fourth / n / (variance * variance));
    }

    /** Mean by deviation, of one period; unknown where nothing varies. */
    public OptionalDouble sharpe() {
        return deviation == 0 ? OptionalDouble.empty() : OptionalDouble.of(mean / deviation);
    }
}
