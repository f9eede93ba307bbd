package lab.backtest.statistics;

import static lab.domain.Checks.check;

import java.util.OptionalDouble;

/**
 * The probability that the best of some settings in one half of the past is below the median in the
 * other, by combinatorially symmetric cross-validation: Bailey, Borwein, López de Prado and Zhu,
 * "The Probability of Backtest Overfitting" (2015).
 *
 * <p>Time is cut into blocks of one length; of all ways to put half of them together each is once
 * the half on which the best is chosen. The measure is the Sharpe ratio of a period.
 */
public final class Overfitting {
    /** Of fewer settings the rank of one says too little. */
    public static final int SETTINGS_MIN = 10;

    public static final int BLOCKS = 16;

    private final int blocks;
    private final int blockLength;

    /** By block and setting. */
    private final double[][] sums;

    private final double[][] squares;

    private Overfitting(double[][] returns, int blocks) {
        this.blocks = blocks;
        this.blockLength = returns[0].length / blocks;
        this.sums = new double[blocks][returns.length];
        this.squares = new double[blocks][returns.length];
        for (int setting = 0; setting < returns.length; setting++) {
            for (int i = 0; i < blocks * blockLength; i++) {
                double value = returns[setting][i];
                sums[i / blockLength][setting] += value;
                squares[i / blockLength][setting] += value * value;
            }
        }
    }

    /**
     * The probability; unknown of fewer than {@value #SETTINGS_MIN} settings, or where a block
     * would have less than two returns.
     *
     * @param returns by setting and period, of all settings the same periods; what is left over by
     *     the last whole block is left out
     */
    public static OptionalDouble probability(double[][] returns) {
        return probability(returns, BLOCKS);
    }

    static OptionalDouble probability(double[][] returns, int blocks) {
        check(blocks > 1 && blocks % 2 == 0, "blocks: must be even, were %d", blocks);
        if (returns.length < SETTINGS_MIN || returns[0].length < 2 * blocks) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(new Overfitting(returns, blocks).probability());
    }

    private double probability() {
        long splits = 0;
        double below = 0;
        for (int chosen = 0; chosen < 1 << blocks; chosen++) {
            if (Integer.bitCount(chosen) == blocks / 2) {
                splits++;
                below += isBelowMedian(chosen);
            }
        }
        return below / splits;
    }

    /** One if it is, a half if it is the median. */
    private double isBelowMedian(int chosen) {
        double[] within = ratios(chosen);
        double[] without = ratios(~chosen);
        int best = 0;
        for (int setting = 1; setting < within.length; setting++) {
            if (within[setting] > within[best]) {
                best = setting;
            }
        }
        double rank = 0.5;
        for (double other : without) {
            rank += other < without[best] ? 1 : other == without[best] ? 0.5 : 0;
        }
        double place = rank / (without.length + 1);
        return place < 0.5 ? 1 : place == 0.5 ? 0.5 : 0;
    }

    private double[] ratios(int chosen) {
        int settings = sums[0].length;
        double[] ratios = new double[settings];
        int count = blocks / 2 * blockLength;
        for (int setting = 0; setting < settings; setting++) {
            double sum = 0;
            double square = 0;
            for (int block = 0; block < blocks; block++) {
                if ((chosen >> block & 1) == 1) {
                    sum += sums[block][setting];
                    square += squares[block][setting];
                }
            }
            double mean = sum / count;
            double variance = square / count - mean * mean;
            ratios[setting] = variance <= 0 ? Math.signum(mean) * 1e-9 : mean / Math.sqrt(variance);
        }
        return ratios;
    }
}
