package lab.lancer.pattern;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Measures past windows against one: bounds for all, distances for those that may count.
 *
 * <p>Of two vectors with mean 0 and deviation 1 the squared distance is {@code 120 - 2 q·v}, and
 * {@code q·v = q·p / deviation} with the plain prices {@code p}, since q sums to nothing. So no
 * vectors are kept: the products of q with the prices at all places are reckoned in long, even
 * loops, sixty multiplications a window.
 *
 * <p>A bound takes twelve. A vector is its piecewise means (of {@link Columns#PART} numbers each)
 * and a remainder, at right angles to each other; the means' product is reckoned, and the
 * remainders' is at most that of their lengths (Cauchy and Schwarz). Piecewise means: Yi and
 * Faloutsos, "Fast Time Sequence Indexing for Arbitrary Lp Norms", VLDB 2000; Keogh et al.,
 * "Dimensionality Reduction for Fast Similarity Search in Large Time Series Databases", 2001.
 *
 * <p>Both are off by rounding, at most {@link PatternRules#distanceError}; whatever lies within
 * twice that of the smallest is then measured as the rule says, vector from vector.
 */
final class Scan {
    private static final int WINDOW = PatternRules.WINDOW_MINUTES;
    private static final int PART = Columns.PART;
    private static final int STRIP = 512;
    private static final int STEP = 4;

    /** Places that are worth a task of their own: some 150 microseconds. */
    private static final int TASK = 64 * STRIP;

    private final Columns columns;
    private final double[] query;
    private final double[] centred;
    private final double[] queryMeans;
    private final double queryRemainder;
    private final double slack;
    private final Strip strip = new Strip();

    Scan(Columns columns, int queryLast) {
        this.columns = columns;
        this.query = columns.vector(queryLast);
        this.centred = centred(query);
        this.queryMeans = Columns.partMeans(centred);
        this.queryRemainder = Columns.remainder(centred);
        this.slack = 2 * columns.rules().distanceError();
    }

    /**
     * The same with a sum that is nothing but for the rounding of numbers around 1: what is left
     * after the rounding of a mean of prices would be multiplied with a price.
     */
    private static double[] centred(double[] vector) {
        double mean = Arrays.stream(vector).average().orElseThrow();
        return Arrays.stream(vector).map(each -> each - mean).toArray();
    }

    /** Bounds and quick distances that differ by less may be of either order. */
    double slack() {
        return slack;
    }

    /** The distance as the rule says it. */
    double distance(int last) {
        double[] other = columns.vector(last);
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            double off = query[i] - other[i];
            sum += off * off;
        }
        return sum;
    }

    /**
     * Quick distances of the windows that end at some places.
     *
     * @return by place from {@code from} on; infinity where no window ends whose outcome is known
     */
    double[] distances(int from, int end) {
        double[] distances = new double[end - from];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        int first = Math.max(from, WINDOW - 1);
        int count = end - first;
        if (count > 0) {
            double[] products = strip.products(first, count);
            for (int i = 0; i < count; i++) {
                double inverse = columns.scale[first + i];
                if (inverse > 0) {
                    distances[first - from + i] = 2 * (WINDOW - products[i] * inverse);
                }
            }
        }
        return distances;
    }

    /**
     * What no window is nearer than, of each block of places below {@code end}.
     *
     * @param block how many places are one, a power of two up to {@value #STRIP}
     * @return infinity for a block in which no window ends whose outcome is known
     */
    double[] bounds(int end, int block) {
        double[] bounds = new double[Math.ceilDiv(Math.max(0, end), block)];
        Arrays.fill(bounds, Double.POSITIVE_INFINITY);
        IntStream.range(0, Math.ceilDiv(Math.max(0, end), TASK))
                .parallel()
                .forEach(task ->
                        bounds(task * TASK, Math.min(end, (task + 1) * TASK), block, bounds));
        return bounds;
    }

    private void bounds(int begin, int end, int block, double[] into) {
        var strip = new Strip();
        for (int from = begin; from < end; from += STRIP) {
            int first = Math.max(from, WINDOW - 1);
            int behind = Math.min(from + STRIP, end);
            if (first < behind) {
                double[] bounds = strip.bounds(first, behind - first);
                for (int at = first / block; at * block < behind; at++) {
                    into[at] =
                            least(
                                    bounds,
                                    Math.max(at * block, first) - first,
                                    Math.min((at + 1) * block, behind) - first);
                }
            }
        }
    }

    private static double least(double[] numbers, int begin, int end) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = begin; i < end; i++) {
            least = numbers[i] < least ? numbers[i] : least;
        }
        return least;
    }

    /**
     * As many places as stay in a processor's cache. Elements do not touch each other, and lie at
     * the loops' own places: so the compiler does several at once, which is worth the copies.
     */
    private final class Strip {
        private final double[] sums = new double[STRIP];
        private final double[] shifted = new double[STRIP + STEP * PART];

        /** The products of the query with the prices of the windows that end from a place on. */
        double[] products(int first, int count) {
            Arrays.fill(sums, 0, count, 0);
            for (int k = 0; k < WINDOW; k += STEP) {
                int oldest = first - WINDOW + 1 + k;
                System.arraycopy(columns.close, oldest, shifted, 0, count + STEP - 1);
                add(centred, k, 1, count);
            }
            return sums;
        }

        /** The bounds of the windows that end from a place on. */
        double[] bounds(int first, int count) {
            Arrays.fill(sums, 0, count, 0);
            for (int k = 0; k < queryMeans.length; k += STEP) {
                int oldest = first - WINDOW + (k + 1) * PART;
                System.arraycopy(columns.partSum, oldest, shifted, 0, count + (STEP - 1) * PART);
                add(queryMeans, k, PART, count);
            }
            double[] scale = columns.scale;
            double[] remainder = columns.remainder;
            for (int i = 0; i < count; i++) {
                double inverse = scale[first + i];
                double most = sums[i] * inverse + queryRemainder * remainder[first + i];
                sums[i] = inverse > 0 ? 2 * (WINDOW - most) : Double.POSITIVE_INFINITY;
            }
            return sums;
        }

        /** Adds the products of four factors with what was copied, a stride apart. */
        private void add(double[] factors, int k, int stride, int count) {
            double[] into = sums;
            double[] copied = shifted;
            double q0 = factors[k];
            double q1 = factors[k + 1];
            double q2 = factors[k + 2];
            double q3 = factors[k + 3];
            for (int i = 0; i < count; i++) {
                into[i] +=
                        q0 * copied[i]
                                + q1 * copied[i + stride]
                                + q2 * copied[i + 2 * stride]
                                + q3 * copied[i + 3 * stride];
            }
        }
    }
}
