package lab.flink.sql.job;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How the jobs run.
 *
 * @param checkpoints folder with one folder a job
 * @param parallelism of every job, 1 to {@value #PARALLELISM_MAX}
 * @param hotInterval between checkpoints of the hot job: they only flush
 * @param warmInterval between checkpoints of the warm job: a candle is readable this much later
 * @param coldInterval between commits of the cold job: each makes about ten files
 */
public record JobSettings(
        Path checkpoints,
        int parallelism,
        Duration hotInterval,
        Duration warmInterval,
        Duration coldInterval) {
    /** Also the jobs' fixed max parallelism: state can follow up to here. */
    public static final int PARALLELISM_MAX = 128;

    public JobSettings {
        checkpoints = checkpoints.toAbsolutePath().normalize();
        if (parallelism < 1 || parallelism > PARALLELISM_MAX) {
            throw new IllegalArgumentException(
                    "parallelism: must be 1 to %d, was %d".formatted(PARALLELISM_MAX, parallelism));
        }
    }

    public static JobSettings of(Path checkpoints, int parallelism) {
        return new JobSettings(
                checkpoints,
                parallelism,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(15));
    }
}
