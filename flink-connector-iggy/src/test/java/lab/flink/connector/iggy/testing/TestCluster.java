package lab.flink.connector.iggy.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** One Flink cluster in this JVM for all tests, and what tests do with its jobs. */
public final class TestCluster {

    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int SLOTS = 12;
    private static final TestCluster SHARED = new TestCluster();

    private final MiniCluster cluster;

    private TestCluster() {
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(TestMetrics.configuration())
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(SLOTS)
                                .withRandomPorts()
                                .build());
        try {
            cluster.start();
        } catch (Exception e) {
            throw new AssertionError("test cluster: cannot start", e);
        }
    }

    public static TestCluster shared() {
        return SHARED;
    }

    /** Checkpoints every 100 ms, and so many restarts. */
    public static Configuration settings(int restarts) {
        var settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restarts);
        settings.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
        return settings;
    }

    public static Configuration restored(String savepoint, Configuration settings) {
        settings.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        return settings;
    }

    public static StreamExecutionEnvironment environment(Configuration settings, int parallelism) {
        var environment = new StreamExecutionEnvironment(settings);
        environment.setParallelism(parallelism);
        return environment;
    }

    public JobID submit(StreamExecutionEnvironment environment) {
        return submit(environment.getStreamGraph().getJobGraph());
    }

    public JobID submit(JobGraph graph) {
        get("submit", () -> cluster.submitJob(graph));
        return graph.getJobID();
    }

    public String stopWithSavepoint(JobID job) {
        return get(
                "savepoint",
                () ->
                        cluster.stopWithSavepoint(
                                job, newDirectory(), false, SavepointFormatType.CANONICAL));
    }

    /** Cancels and says how long it took. */
    public Duration cancel(JobID job) {
        long start = System.nanoTime();
        get("cancel", () -> cluster.cancelJob(job));
        awaitStatus(job, JobStatus.CANCELED);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    public JobStatus status(JobID job) {
        return get("status", () -> cluster.getJobStatus(job));
    }

    public void awaitStatus(JobID job, JobStatus status) {
        await("job " + status, () -> status(job) == status);
    }

    /** The root of why the job failed. */
    public Throwable failure(JobID job) {
        awaitStatus(job, JobStatus.FAILED);
        return get("result", () -> cluster.requestJobResult(job))
                .getSerializedThrowable()
                .orElseThrow()
                .deserializeError(TestCluster.class.getClassLoader());
    }

    public long completedCheckpoints(JobID job) {
        CheckpointStatsSnapshot stats =
                get("graph", () -> cluster.getExecutionGraph(job)).getCheckpointStatsSnapshot();
        return stats == null ? 0 : stats.getCounts().getNumberOfCompletedCheckpoints();
    }

    /** Where the newest one of a job lies that keeps its checkpoints. */
    public Optional<String> newestCheckpoint(JobID job) {
        CheckpointStatsSnapshot stats =
                get("graph", () -> cluster.getExecutionGraph(job)).getCheckpointStatsSnapshot();
        return Optional.ofNullable(stats)
                .map(known -> known.getHistory().getLatestCompletedCheckpoint())
                .map(CompletedCheckpointStats::getExternalPath);
    }

    /** Waits for checkpoints that began after this call. */
    public void awaitCheckpoint(JobID job) {
        long enough = completedCheckpoints(job) + 2;
        await("checkpoint", () -> completedCheckpoints(job) >= enough);
    }

    /** Waits for a condition, with a deadline. */
    public static void await(String what, BooleanSupplier condition) {
        await(what, condition, () -> "");
    }

    public static void await(String what, BooleanSupplier condition, Supplier<String> detail) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("never came to be: " + what + " " + detail.get());
            }
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }

    private static String newDirectory() {
        try {
            return Files.createTempDirectory("savepoints").toUri().toString();
        } catch (IOException e) {
            throw new AssertionError("savepoint directory", e);
        }
    }

    private interface Call<T> {
        java.util.concurrent.Future<T> call() throws Exception;
    }

    private static <T> T get(String what, Call<T> call) {
        try {
            return call.call().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("test cluster: " + what + " failed", e);
        }
    }
}
