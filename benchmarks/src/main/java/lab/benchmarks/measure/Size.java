package lab.benchmarks.measure;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param rows of each topic in a run of the tiers
 * @param pairsOfRuns how often either side of a comparison is run, in turn
 * @param latency how long ticks are sent to see how soon they are readable
 * @param broker how long each thing that the broker does is done, in each run
 * @param jmhIterations of a second, after as many to warm up
 */
public record Size(
        long rows, int pairsOfRuns, Duration latency, Duration broker, int jmhIterations) {
    public static final Size FULL =
            new Size(600_000, 3, Duration.ofSeconds(20), Duration.ofSeconds(3), 3);
    public static final Size QUICK =
            new Size(200_000, 1, Duration.ofSeconds(8), Duration.ofSeconds(1), 1);

    public Size withRows(long changed) {
        return new Size(changed, pairsOfRuns, latency, broker, jmhIterations);
    }
}
