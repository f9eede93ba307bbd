package lab.flink.sql.cluster;

import java.nio.file.Path;
import java.time.Duration;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.table.api.config.TableConfigOptions;

/** What every job is configured with; a SQL file's own {@code SET} statements go on top. */
public final class JobConfiguration {
    private static final int CHECKPOINT_FAILURES_MAX = 20;

    private JobConfiguration() {}

    public static Configuration of(LabJob job, JobSettings settings, Path checkpoints) {
        Configuration configuration = onCluster(job);
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, settings.parallelism());
        restartWithBackOff(configuration);
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                job.hasState()
                        ? ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION
                        : ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
        configuration.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(2));
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, CHECKPOINT_FAILURES_MAX);
        return configuration;
    }

    /** What a job needs wherever it runs. */
    public static Configuration onCluster(LabJob job) {
        Configuration configuration = utc();
        configuration.set(PipelineOptions.NAME, job.jobName());
        configuration.set(PipelineOptions.MAX_PARALLELISM, JobSettings.PARALLELISM_MAX);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        // Kryo cannot read records: a job that would need it must not start. Iceberg's own sink
        // does, for what its writers hand to its committer.
        configuration.set(PipelineOptions.GENERIC_TYPES, job.isOfColdTier());
        return configuration;
    }

    /** Sessions know one time zone. */
    public static Configuration utc() {
        var configuration = new Configuration();
        configuration.set(TableConfigOptions.LOCAL_TIME_ZONE, "UTC");
        return configuration;
    }

    private static void restartWithBackOff(Configuration configuration) {
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                Duration.ofMillis(200));
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                Duration.ofSeconds(10));
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);
    }
}
