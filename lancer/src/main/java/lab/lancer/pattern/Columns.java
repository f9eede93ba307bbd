package lab.lancer.pattern;

import java.util.Arrays;

/**
 * The candles of a pair side by side, oldest first, and beside each what is known since it ended.
 *
 * <p>What stands at a place depends on candles up to there alone, but for {@link #scale}, which is
 * set at a window's last candle when its outcome becomes known, sixty candles later. Readers look
 * at as many candles as they were told of, and at windows whose outcome is known among those; so
 * one writer may append while they read.
 */
final class Columns {
    private static final int WINDOW = PatternRules.WINDOW_MINUTES;
    private static final int OUTCOME = PatternRules.OUTCOME_MINUTES;

    /** Candles of a part of a window, of which bounds know the mean only. */
    static final int PART = 5;

    private static final int LEAST = 1_024;

    private final PatternRules rules;
    private int used;
    final int[] minute;
    final double[] close;
    final boolean[] isLive;

    /** One over the deviation of the window that ends here; 0 if none does or it is flat. */
    final double[] inverse;

    /** The same, but 0 also while the window's outcome is not known. */
    final double[] scale;

    /** The sum of the closes of the {@link #PART} candles that end here. */
    final double[] partSum;

    /**
     * How long the remainder ({@link #remainder(double[])}) of the window's vector is that ends
     * here; 0 if none does.
     */
    final double[] remainder;

    /** Over all windows whose outcome is known here: how many, and how they came out. */
    final int[] outcomes;

    final int[] gains;
    final double[] outcomeSum;

    private Columns(PatternRules rules, int capacity) {
        this.rules = rules;
        this.minute = new int[capacity];
        this.close = new double[capacity];
        this.isLive = new boolean[capacity];
        this.inverse = new double[capacity];
        this.scale = new double[capacity];
        this.partSum = new double[capacity];
        this.remainder = new double[capacity];
        this.outcomes = new int[capacity];
        this.gains = new int[capacity];
        this.outcomeSum = new double[capacity];
    }

    static Columns empty(PatternRules rules) {
        return new Columns(rules, LEAST);
    }

    int used() {
        return used;
    }

    PatternRules rules() {
        return rules;
    }

    boolean isFull() {
        return used == minute.length;
    }

    /** The first candles, in arrays of their own that have room for so many. */
    Columns copy(int size, int capacity) {
        var copy = new Columns(rules, Math.max(LEAST, capacity));
        copy.used = size;
        System.arraycopy(minute, 0, copy.minute, 0, size);
        System.arraycopy(close, 0, copy.close, 0, size);
        System.arraycopy(isLive, 0, copy.isLive, 0, size);
        System.arraycopy(inverse, 0, copy.inverse, 0, size);
        // What the left out candles made known is not known in the copy
        System.arraycopy(scale, 0, copy.scale, 0, Math.max(0, size - OUTCOME));
        System.arraycopy(partSum, 0, copy.partSum, 0, size);
        System.arraycopy(remainder, 0, copy.remainder, 0, size);
        System.arraycopy(outcomes, 0, copy.outcomes, 0, size);
        System.arraycopy(gains, 0, copy.gains, 0, size);
        System.arraycopy(outcomeSum, 0, copy.outcomeSum, 0, size);
        return copy;
    }

    void append(CandleClose candle) {
        if (used > 0 && candle.minute() <= minute[used - 1]) {
            throw new IllegalArgumentException(
                    "candle %s: must come after the newest, was not".formatted(candle.start()));
        }
        int at = used;
        minute[at] = candle.minute();
        close[at] = candle.close();
        isLive[at] = candle.isLive();
        inverse[at] = isWindow(at) ? inverseDeviation(at) : 0;
        scale[at] = 0;
        partSum[at] = partSum(at);
        remainder[at] = inverse[at] > 0 ? remainder(vector(at)) : 0;
        know(at);
        used++;
    }

    /** With this candle one outcome becomes known, if none of its sixty is missing. */
    private void know(int at) {
        int window = at - OUTCOME;
        outcomes[at] = at > 0 ? outcomes[at - 1] : 0;
        gains[at] = at > 0 ? gains[at - 1] : 0;
        outcomeSum[at] = at > 0 ? outcomeSum[at - 1] : 0;
        if (window >= 0 && inverse[window] > 0 && minute[at] - minute[window] == OUTCOME) {
            double percent = outcomePercent(window, at);
            outcomes[at]++;
            gains[at] += percent > 0 ? 1 : 0;
            outcomeSum[at] += percent;
            scale[window] = inverse[window];
        }
    }

    private double partSum(int last) {
        double sum = 0;
        for (int i = Math.max(0, last - PART + 1); i <= last; i++) {
            sum += close[i];
        }
        return sum;
    }

    /** The means of a vector's parts, oldest first. */
    static double[] partMeans(double[] vector) {
        double[] means = new double[WINDOW / PART];
        for (int i = 0; i < WINDOW; i++) {
            means[i / PART] += vector[i] / PART;
        }
        return means;
    }

    /** The length of what is left of a vector when the means of its parts are taken away. */
    static double remainder(double[] vector) {
        double[] means = partMeans(vector);
        double squares = 0;
        for (int i = 0; i < WINDOW; i++) {
            double off = vector[i] - means[i / PART];
            squares += off * off;
        }
        return Math.sqrt(squares);
    }

    boolean isWindow(int last) {
        return last >= WINDOW - 1 && minute[last] - minute[last - WINDOW + 1] == WINDOW - 1;
    }

    private double inverseDeviation(int last) {
        double mean = mean(last);
        double deviation = deviation(last, mean);
        return rules.isFlat(mean, deviation) ? 0 : 1 / deviation;
    }

    double mean(int last) {
        double sum = 0;
        for (int i = last - WINDOW + 1; i <= last; i++) {
            sum += close[i];
        }
        return sum / WINDOW;
    }

    double deviation(int last, double mean) {
        double squares = 0;
        for (int i = last - WINDOW + 1; i <= last; i++) {
            double off = close[i] - mean;
            squares += off * off;
        }
        return Math.sqrt(squares / WINDOW);
    }

    double[] vector(int last) {
        double mean = mean(last);
        double deviation = deviation(last, mean);
        double[] vector = new double[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            vector[i] = (close[last - WINDOW + 1 + i] - mean) / deviation;
        }
        return vector;
    }

    /** How far the price had come from a window's end at a later candle. */
    double outcomePercent(int window, int later) {
        return 100 * (close[later] - close[window]) / close[window];
    }

    /**
     * The place of the newest candle among the first {@code size} that had ended by then, or -1.
     */
    int lastEnded(int minutesEnded, int size) {
        int place = Arrays.binarySearch(minute, 0, size, minutesEnded - 1);
        return place >= 0 ? place : -place - 2;
    }
}
