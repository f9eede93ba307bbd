package lab.benchmarks.measure;

import java.util.Arrays;
import java.util.List;

/** Times that something took, each kept, so that a percentile is one of them. */
public final class Latencies {
    private static final double NANOS_A_MILLI = 1e6;
    private static final double HALF = 0.50;
    private static final double MOST = 0.99;
    private static final String UNIT = "ms";

    private final long[] nanos;
    private int count;

    public Latencies(int countMax) {
        this.nanos = new long[countMax];
    }

    /** Those past the bound are not kept. */
    public void add(long took) {
        if (count < nanos.length) {
            nanos[count++] = took;
        }
    }

    public int count() {
        return count;
    }

    /** Of the sorted times that at the given part, in milliseconds. */
    public double millis(double part) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int at = (int) Math.ceil(part * count) - 1;
        return sorted[Math.max(0, at)] / NANOS_A_MILLI;
    }

    /** Lines for the median, the 99th percentile and the longest. */
    public List<Line> lines(String benchmark, String what, String aim) {
        Line p99 = Line.of(benchmark, what + ", p99", Spread.of(millis(MOST)), UNIT);
        return List.of(
                Line.of(benchmark, what + ", p50", Spread.of(millis(HALF)), UNIT),
                aim.isEmpty() ? p99 : p99.aimingAt(aim),
                Line.of(benchmark, what + ", max", Spread.of(millis(1)), UNIT));
    }
}
