package lab.flink.sql.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.time.Time;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.operators.coordination.CoordinationRequest;
import org.apache.flink.runtime.operators.coordination.CoordinationRequestGateway;
import org.apache.flink.runtime.operators.coordination.CoordinationResponse;
import org.apache.flink.util.SerializedValue;
import org.jspecify.annotations.Nullable;

/** One job of a session cluster; also how the rows of a {@code SELECT} are fetched. */
@SuppressWarnings("deprecation") // Flink 1.20 still asks for its own Time
final class SessionJobClient implements JobClient, CoordinationRequestGateway {
    private static final Time ANSWERS_WITHIN = Time.seconds(10);

    private final JobID id;
    private final SessionCluster cluster;
    private final ClassLoader classLoader;

    SessionJobClient(JobID id, SessionCluster cluster, ClassLoader classLoader) {
        this.id = id;
        this.cluster = cluster;
        this.classLoader = classLoader;
    }

    @Override
    public JobID getJobID() {
        return id;
    }

    @Override
    public CompletableFuture<JobStatus> getJobStatus() {
        return cluster.ask(gateway -> gateway.requestJobStatus(id, ANSWERS_WITHIN));
    }

    @Override
    public CompletableFuture<Void> cancel() {
        return cluster.cancel(id).thenAccept(done -> {});
    }

    @Override
    public CompletableFuture<String> stopWithSavepoint(
            boolean advanceToEndOfTime, @Nullable String directory, SavepointFormatType format) {
        return CompletableFuture.failedFuture(noSavepoints());
    }

    @Override
    public CompletableFuture<String> triggerSavepoint(
            @Nullable String directory, SavepointFormatType format) {
        return CompletableFuture.failedFuture(noSavepoints());
    }

    private static UnsupportedOperationException noSavepoints() {
        return new UnsupportedOperationException(
                "jobs go on from checkpoints, not from savepoints");
    }

    @Override
    public CompletableFuture<Map<String, Object>> getAccumulators() {
        return cluster.graph(id)
                .thenApply(graph -> {
                    Map<String, Object> values = new HashMap<>();
                    graph.getAccumulatorsSerialized()
                            .forEach((name, value) -> {
                                try {
                                    values.put(
                                            name,
                                            value.deserializeValue(classLoader).getUnchecked());
                                } catch (IOException | ClassNotFoundException e) {
                                    throw new CompletionException(e);
                                }
                            });
                    return values;
                });
    }

    @Override
    public CompletableFuture<JobExecutionResult> getJobExecutionResult() {
        return cluster.result(id).thenApply(this::executed);
    }

    private JobExecutionResult executed(JobResult result) {
        try {
            return result.toJobExecutionResult(classLoader);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void reportHeartbeat(long expires) {
        var _ =
                cluster.ask(
                        gateway -> gateway.reportJobClientHeartbeat(id, expires, ANSWERS_WITHIN));
    }

    @Override
    public CompletableFuture<CoordinationResponse> sendCoordinationRequest(
            OperatorID operator, CoordinationRequest request) {
        try {
            var serialized = new SerializedValue<CoordinationRequest>(request);
            return cluster.ask(gateway ->
                    gateway.deliverCoordinationRequestToCoordinator(
                            id, operator, serialized, ANSWERS_WITHIN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
