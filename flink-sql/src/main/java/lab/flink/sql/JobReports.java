package lab.flink.sql;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;
import lab.flink.sql.cluster.JobCluster;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.OnBusLoss;
import lab.flink.sql.job.RootCause;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.util.OptionalFailure;
import org.apache.flink.util.SerializedValue;
import org.jspecify.annotations.Nullable;

/** Reads a job's report off the cluster. */
final class JobReports {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String UNKNOWN = "UNKNOWN";

    private JobReports() {}

    static JobReport of(JobStarter.Started started, String stream, JobCluster cluster) {
        try {
            AccessExecutionGraph graph =
                    cluster.graph(started.id()).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return new JobReport(
                    started.job().jobName(),
                    graph.getState().name(),
                    restarts(graph),
                    started.restored(),
                    lastCheckpoint(graph.getCheckpointStatsSnapshot()),
                    failure(graph),
                    isBeyondRestart(graph),
                    started.job().sources(stream),
                    started.notes(),
                    counters(graph));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown(started, stream, "interrupted");
        } catch (TimeoutException e) {
            return unknown(
                    started,
                    stream,
                    "flink must answer within %d s, did not".formatted(TIMEOUT.toSeconds()));
        } catch (ExecutionException e) {
            return unknown(started, stream, RootCause.line(e));
        }
    }

    /** Of a job that must not start as things are. */
    static JobReport refused(LabJob job, String stream, String reason) {
        return new JobReport(
                job.jobName(),
                JobReport.REFUSED,
                0,
                false,
                Optional.empty(),
                Optional.of(reason),
                false,
                job.sources(stream),
                List.of(),
                Map.of());
    }

    /** Of a job that is not seen. */
    static JobReport unknown(LabJob job, String stream, String why) {
        return unknown(new JobStarter.Started(job, new JobID(), false, List.of()), stream, why);
    }

    private static JobReport unknown(JobStarter.Started started, String stream, String why) {
        return new JobReport(
                started.job().jobName(),
                UNKNOWN,
                0,
                started.restored(),
                Optional.empty(),
                Optional.of(why),
                false,
                started.job().sources(stream),
                started.notes(),
                Map.of());
    }

    /** The most attempts that any task of the job needed after its first. */
    private static int restarts(AccessExecutionGraph graph) {
        return StreamSupport.stream(graph.getAllExecutionVertices().spliterator(), false)
                .mapToInt(vertex -> vertex.getCurrentExecutionAttempt().getAttemptNumber())
                .max()
                .orElse(0);
    }

    private static Optional<JobReport.Checkpoint> lastCheckpoint(
            @Nullable CheckpointStatsSnapshot snapshot) {
        if (snapshot == null) {
            return Optional.empty();
        }
        CompletedCheckpointStats last = snapshot.getHistory().getLatestCompletedCheckpoint();
        return Optional.ofNullable(last)
                .map(it ->
                        new JobReport.Checkpoint(
                                it.getCheckpointId(),
                                Instant.ofEpochMilli(it.getLatestAckTimestamp()),
                                Duration.ofMillis(it.getEndToEndDuration()),
                                it.getStateSize()));
    }

    private static Map<String, Long> counters(AccessExecutionGraph graph) {
        Map<String, Long> counters = new HashMap<>();
        graph.getAccumulatorsSerialized()
                .forEach((name, value) -> {
                    if (counter(value) instanceof Long count) {
                        counters.put(name, count);
                    }
                });
        return counters;
    }

    /** Null if the task that counts it is gone. */
    private static @Nullable Object counter(SerializedValue<OptionalFailure<Object>> value) {
        try {
            OptionalFailure<Object> count =
                    value.deserializeValue(JobReports.class.getClassLoader());
            return count.isFailure() ? null : count.getUnchecked();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("counter: must be readable", e);
        }
    }

    private static Optional<String> failure(AccessExecutionGraph graph) {
        return Optional.ofNullable(graph.getFailureInfo()).map(info -> line(info.getException()));
    }

    private static String line(Throwable failure) {
        String cause = RootCause.line(failure);
        return BeyondRestart.isBusLoss(failure)
                ? "%s; stop the lab and %s".formatted(cause, OnBusLoss.WHAT_TO_DO)
                : cause;
    }

    private static boolean isBeyondRestart(AccessExecutionGraph graph) {
        return Optional.ofNullable(graph.getFailureInfo())
                .map(info -> BeyondRestart.is(info.getException(), restarts(graph)))
                .orElse(false);
    }
}
