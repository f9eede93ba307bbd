package lab.flink.sql.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobSubmissionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.metrics.MetricRegistryConfiguration;
import org.apache.flink.runtime.metrics.MetricRegistryImpl;
import org.apache.flink.runtime.metrics.ReporterSetup;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Flink cluster in this JVM. */
public final class LabCluster implements JobCluster, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LabCluster.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final MiniCluster miniCluster;
    private final FlinkMetrics metrics;

    private LabCluster(MiniCluster miniCluster, FlinkMetrics metrics) {
        this.miniCluster = miniCluster;
        this.metrics = metrics;
    }

    /** A cluster that tells what it measures to a reporter in this JVM, without a port. */
    @SuppressWarnings("try") // Flink's own close() may be interrupted
    private static final class Measured extends MiniCluster {
        private final FlinkMetrics metrics;

        Measured(MiniClusterConfiguration configuration, FlinkMetrics metrics) {
            super(configuration);
            this.metrics = metrics;
        }

        @Override
        protected MetricRegistryImpl createMetricRegistry(
                Configuration configuration, long messageBytesMax) {
            return new MetricRegistryImpl(
                    MetricRegistryConfiguration.fromConfiguration(configuration, messageBytesMax),
                    List.of(ReporterSetup.forReporter("lab", metrics)));
        }
    }

    /**
     * Starts a cluster with slots for the jobs and a few queries beside them.
     *
     * @param tmp for spilled data; may be emptied while no cluster runs on it
     * @param restPort of Flink's own page, on loopback; any free port if empty
     */
    public static LabCluster start(Path tmp, int parallelism, OptionalInt restPort)
            throws Exception {
        var metrics = new FlinkMetrics();
        var miniCluster = new Measured(ClusterSettings.of(tmp, parallelism, restPort), metrics);
        miniCluster.start();
        return new LabCluster(miniCluster, metrics);
    }

    /** What it measures. */
    public FlinkMetrics metrics() {
        return metrics;
    }

    public MiniCluster miniCluster() {
        return miniCluster;
    }

    /** Nothing is left of jobs once this JVM ends. */
    @Override
    public JobID idFor(Path checkpoints) {
        return new JobID();
    }

    @Override
    public void forgetId(Path checkpoints) {}

    @Override
    public CompletableFuture<JobID> submit(JobGraph graph) {
        return miniCluster.submitJob(graph).thenApply(JobSubmissionResult::getJobID);
    }

    @Override
    public CompletableFuture<JobClient> run(JobGraph graph, ClassLoader classLoader) {
        return submit(graph).thenApply(id -> client(id, classLoader));
    }

    @Override
    public CompletableFuture<Map<String, JobID>> running() {
        return miniCluster
                .listJobs()
                .thenApply(jobs ->
                        jobs.stream()
                                .filter(job -> !job.getJobState().isGloballyTerminalState())
                                .collect(
                                        Collectors.toMap(
                                                JobStatusMessage::getJobName,
                                                JobStatusMessage::getJobId,
                                                (one, other) -> one)));
    }

    @Override
    public CompletableFuture<Map<String, JobID>> runningForSure() {
        return running();
    }

    @Override
    public CompletableFuture<? extends AccessExecutionGraph> graph(JobID id) {
        return miniCluster.getArchivedExecutionGraph(id);
    }

    @Override
    public CompletableFuture<Long> checkpoint(JobID id) {
        return miniCluster.triggerCheckpoint(id, CheckpointType.DEFAULT);
    }

    @Override
    public CompletableFuture<?> cancel(JobID id) {
        return miniCluster.cancelJob(id);
    }

    @Override
    public CompletableFuture<JobResult> result(JobID id) {
        return miniCluster.requestJobResult(id);
    }

    @Override
    public JobClient client(JobID id, ClassLoader classLoader) {
        return new MiniClusterJobClient(
                id, miniCluster, classLoader, JobFinalizationBehavior.NOTHING);
    }

    @Override
    public void close() {
        try {
            miniCluster.closeAsync().get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("cluster did not close cleanly", e);
        }
    }
}
