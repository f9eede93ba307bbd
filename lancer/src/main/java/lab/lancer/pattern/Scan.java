package lab.lancer.pattern;

import java.util.Arrays;

/**
 * Goes through past windows for those nearest to one.
 *
 * <p>Of two vectors with mean 0 and deviation 1 the squared distance is {@code 120 - 2 q·v}, and
 * {@code q·v = q·p / deviation} with the plain prices {@code p}, since q sums to nothing. So no
 * vectors are kept: the products of q with the prices at all places are reckoned in long, even
 * loops, sixty multiplications a window. That is off by rounding, at most {@link
 * PatternRules#distanceError}; whatever lies within twice that of the smallest is then measured as
 * the rule says, vector from vector.
 */
final class Scan {
    private static final int WINDOW = PatternRules.WINDOW_MINUTES;
    private static final int BLOCK = 512;
    private static final int STEP = 4;

    private final Columns columns;
    private final double[] query;
    private final double slack;
    private final double[] products = new double[BLOCK];
    private final double[] prices = new double[BLOCK + STEP];

    Scan(Columns columns, int queryLast) {
        this.columns = columns;
        this.query = columns.vector(queryLast);
        this.slack = 2 * columns.rules().distanceError();
    }

    /** Quick distances that differ by less may be of either order. */
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
     * Quick distances of the windows that end at the places below {@code end}.
     *
     * @param into gets them by place; infinity where no window ends whose outcome is known
     */
    void distances(int end, double[] into) {
        Arrays.fill(into, 0, Math.min(end, WINDOW - 1), Double.POSITIVE_INFINITY);
        for (int from = WINDOW - 1; from < end; from += BLOCK) {
            int count = Math.min(BLOCK, end - from);
            block(from, count);
            distances(from, count, into, from);
        }
    }

    /** The smallest distance to a window that ends at a place below {@code end}; else infinity. */
    double nearest(int end) {
        double[] quick = new double[BLOCK];
        var candidates = new Candidates(slack);
        for (int from = WINDOW - 1; from < end; from += BLOCK) {
            int count = Math.min(BLOCK, end - from);
            block(from, count);
            distances(from, count, quick, 0);
            for (int i = 0; i < count; i++) {
                if (quick[i] <= candidates.limit()) {
                    candidates.add(from + i, quick[i]);
                }
            }
        }
        double nearest = Double.POSITIVE_INFINITY;
        for (int last : candidates.places()) {
            nearest = Math.min(nearest, distance(last));
        }
        return nearest;
    }

    /** The products of the query with the prices of the windows that end from a place on. */
    private void block(int from, int count) {
        Arrays.fill(products, 0, count, 0);
        for (int k = 0; k < WINDOW; k += STEP) {
            System.arraycopy(columns.close, from - WINDOW + 1 + k, prices, 0, count + STEP - 1);
            add(products, prices, count, k);
        }
    }

    /**
     * Elements do not touch each other, and lie at the loop's own places: so the compiler does
     * several at once, which is worth the copy.
     */
    private void add(double[] sums, double[] shifted, int count, int k) {
        double q0 = query[k];
        double q1 = query[k + 1];
        double q2 = query[k + 2];
        double q3 = query[k + 3];
        for (int i = 0; i < count; i++) {
            sums[i] +=
                    q0 * shifted[i]
                            + q1 * shifted[i + 1]
                            + q2 * shifted[i + 2]
                            + q3 * shifted[i + 3];
        }
    }

    private void distances(int from, int count, double[] into, int at) {
        double[] scale = columns.scale;
        for (int i = 0; i < count; i++) {
            double inverse = scale[from + i];
            into[at + i] =
                    inverse > 0 ? 2 * (WINDOW - products[i] * inverse) : Double.POSITIVE_INFINITY;
        }
    }

    /** Those that may be the nearest, once quick distances have been refined. */
    private static final class Candidates {
        private final double slack;
        private double least = Double.POSITIVE_INFINITY;
        private int[] places = new int[16];
        private double[] distances = new double[16];
        private int count;

        Candidates(double slack) {
            this.slack = slack;
        }

        /** Nothing beyond can be the nearest; finite, so that infinity is beyond. */
        double limit() {
            return Math.min(least + slack, Double.MAX_VALUE);
        }

        void add(int place, double distance) {
            if (distance < least) {
                least = distance;
                forgetTheFar();
            }
            if (count == places.length) {
                places = Arrays.copyOf(places, 2 * count);
                distances = Arrays.copyOf(distances, 2 * count);
            }
            places[count] = place;
            distances[count++] = distance;
        }

        private void forgetTheFar() {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (distances[i] <= limit()) {
                    places[kept] = places[i];
                    distances[kept++] = distances[i];
                }
            }
            count = kept;
        }

        int[] places() {
            return Arrays.copyOf(places, count);
        }
    }
}
