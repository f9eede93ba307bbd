package lab.flink.sql.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.time.Time;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.client.DuplicateJobSubmissionException;
import org.apache.flink.runtime.dispatcher.DispatcherGateway;
import org.apache.flink.runtime.dispatcher.DispatcherId;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.highavailability.HighAvailabilityServices;
import org.apache.flink.runtime.highavailability.HighAvailabilityServicesUtils;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.leaderretrieval.LeaderRetrievalService;
import org.apache.flink.runtime.messages.webmonitor.JobDetails;
import org.apache.flink.runtime.rpc.AddressResolution;
import org.apache.flink.runtime.rpc.RpcService;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.runtime.rpc.RpcUtils;
import org.apache.flink.runtime.scheduler.ExecutionGraphInfo;
import org.apache.flink.runtime.webmonitor.retriever.impl.RpcGatewayRetriever;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.concurrent.ExponentialBackoffRetryStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session cluster in other processes. It is spoken to as its own parts speak to it, so that a job
 * is seen here as the cluster in one JVM shows it: with why it failed as Flink has it, and what its
 * tasks count. Whoever leads it is found through ZooKeeper, anew after each change; while nobody
 * does, what is asked waits.
 */
@SuppressWarnings("deprecation") // Flink 1.20 still asks for its own Time
public final class SessionCluster implements JobCluster, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionCluster.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final Time ANSWERS_WITHIN = Time.seconds(10);
    private static final Time CHECKPOINT_TAKES_MAX = Time.minutes(2);
    private static final Time RESULT_ASKED_FOR = Time.seconds(30);
    private static final int CONNECTS_MAX = 120;
    private static final Duration BETWEEN_LISTS = Duration.ofSeconds(3);
    private static final Duration CALLER_IS_SILENT_MAX = Duration.ofMinutes(1);
    private static final Duration BETWEEN_HEARTBEATS = Duration.ofSeconds(10);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(5);

    private final RpcSystem rpcSystem;
    private final RpcService rpc;
    private final ExecutorService threads;
    private final HighAvailabilityServices services;
    private final LeaderRetrievalService retrieval;
    private final RpcGatewayRetriever<DispatcherId, DispatcherGateway> dispatcher;
    private final InstantSource clock;
    private final ScheduledExecutorService heartbeats =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("flink-heartbeat").factory());

    private volatile boolean isClosed;

    private SessionCluster(
            RpcSystem rpcSystem,
            RpcService rpc,
            ExecutorService threads,
            HighAvailabilityServices services,
            InstantSource clock) {
        this.rpcSystem = rpcSystem;
        this.rpc = rpc;
        this.threads = threads;
        this.services = services;
        this.clock = clock;
        this.retrieval = services.getDispatcherLeaderRetriever();
        this.dispatcher =
                new RpcGatewayRetriever<>(
                        rpc,
                        DispatcherGateway.class,
                        DispatcherId::fromUuid,
                        new ExponentialBackoffRetryStrategy(
                                CONNECTS_MAX, Duration.ofMillis(50), Duration.ofSeconds(1)));
    }

    /** Begins to look for it; it need not be there yet. */
    public static SessionCluster connect(SessionSettings settings, InstantSource clock)
            throws Exception {
        Configuration configuration = settings.client();
        RpcSystem rpcSystem = RpcSystem.load(configuration);
        RpcService rpc =
                RpcUtils.createRemoteRpcService(
                        rpcSystem, configuration, LOOPBACK, "0", LOOPBACK, Optional.empty());
        ExecutorService threads =
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("flink-client-", 0).factory());
        HighAvailabilityServices services =
                HighAvailabilityServicesUtils.createHighAvailabilityServices(
                        configuration,
                        threads,
                        AddressResolution.NO_ADDRESS_RESOLUTION,
                        rpcSystem,
                        failure -> log.error("flink client failed", failure));
        var cluster = new SessionCluster(rpcSystem, rpc, threads, services, clock);
        cluster.retrieval.start(cluster.dispatcher);
        return cluster;
    }

    <T> CompletableFuture<T> ask(Function<DispatcherGateway, CompletableFuture<T>> question) {
        return dispatcher.getFuture().thenCompose(question);
    }

    @Override
    public JobID idFor(Path checkpoints) throws IOException {
        return new SubmittedId(checkpoints).next();
    }

    @Override
    public void forgetId(Path checkpoints) throws IOException {
        new SubmittedId(checkpoints).forget();
    }

    @Override
    public CompletableFuture<JobID> submit(JobGraph graph) {
        return ask(gateway -> gateway.submitJob(graph, ANSWERS_WITHIN))
                .thenApply(done -> graph.getJobID())
                .exceptionallyCompose(failure ->
                        isThere(failure)
                                ? CompletableFuture.completedFuture(graph.getJobID())
                                : CompletableFuture.failedFuture(failure));
    }

    /** Whether a job by that id is on the cluster, and has not ended. */
    private static boolean isThere(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, DuplicateJobSubmissionException.class)
                .filter(duplicate -> !duplicate.isGloballyTerminated())
                .isPresent();
    }

    /** Says now and then that this process lives; a job whose caller is silent is cancelled. */
    @Override
    public CompletableFuture<JobClient> run(JobGraph graph, ClassLoader classLoader) {
        graph.setInitialClientHeartbeatTimeout(CALLER_IS_SILENT_MAX.toMillis());
        return submit(graph)
                .thenApply(id -> {
                    JobClient client = client(id, classLoader);
                    ScheduledFuture<?> beats =
                            heartbeats.scheduleWithFixedDelay(
                                    () ->
                                            client.reportHeartbeat(
                                                    clock.millis()
                                                            + CALLER_IS_SILENT_MAX.toMillis()),
                                    BETWEEN_HEARTBEATS.toMillis(),
                                    BETWEEN_HEARTBEATS.toMillis(),
                                    TimeUnit.MILLISECONDS);
                    var _ = result(id).whenComplete((result, failure) -> beats.cancel(false));
                    return client;
                });
    }

    @Override
    public CompletableFuture<Map<String, JobID>> running() {
        return listed().thenApply(Listed::jobs);
    }

    /** What whoever led then said; its token is another by each change. */
    private record Listed(DispatcherId leader, Map<String, JobID> jobs) {}

    /** A job that was suspended goes on with the next leader, so it has not ended. */
    private CompletableFuture<Listed> listed() {
        return ask(gateway ->
                gateway.requestMultipleJobDetails(ANSWERS_WITHIN)
                        .thenApply(jobs ->
                                new Listed(
                                        gateway.getFencingToken(),
                                        jobs.getJobs().stream()
                                                .filter(job ->
                                                        !job.getStatus().isGloballyTerminalState())
                                                .collect(
                                                        Collectors.toMap(
                                                                JobDetails::getJobName,
                                                                JobDetails::getJobId,
                                                                (one, other) -> one)))));
    }

    @Override
    public CompletableFuture<Map<String, JobID>> runningForSure() {
        Executor later =
                CompletableFuture.delayedExecutor(
                        BETWEEN_LISTS.toMillis(), TimeUnit.MILLISECONDS, threads);
        return listed().thenComposeAsync(
                        first ->
                                listed().thenApply(second -> {
                                    if (!first.leader().equals(second.leader())) {
                                        throw new IllegalStateException(
                                                "flink: who leads it has changed");
                                    }
                                    Map<String, JobID> all = new HashMap<>(first.jobs());
                                    all.putAll(second.jobs());
                                    return all;
                                }),
                        later);
    }

    @Override
    public CompletableFuture<? extends AccessExecutionGraph> graph(JobID id) {
        return ask(gateway -> gateway.requestExecutionGraphInfo(id, ANSWERS_WITHIN))
                .thenApply(ExecutionGraphInfo::getArchivedExecutionGraph);
    }

    @Override
    public CompletableFuture<Long> checkpoint(JobID id) {
        return ask(gateway ->
                gateway.triggerCheckpointAndGetCheckpointID(
                        id, CheckpointType.DEFAULT, CHECKPOINT_TAKES_MAX));
    }

    @Override
    public CompletableFuture<?> cancel(JobID id) {
        return ask(gateway -> gateway.cancelJob(id, ANSWERS_WITHIN));
    }

    /** Asked again and again: an answer of a job manager that has died does not come. */
    @Override
    public CompletableFuture<JobResult> result(JobID id) {
        return ask(gateway -> gateway.requestJobResult(id, RESULT_ASKED_FOR))
                .exceptionallyCompose(failure ->
                        isLate(failure) && !isClosed
                                ? result(id)
                                : CompletableFuture.failedFuture(failure));
    }

    private static boolean isLate(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, TimeoutException.class).isPresent();
    }

    @Override
    public JobClient client(JobID id, ClassLoader classLoader) {
        return new SessionJobClient(id, this, classLoader);
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            retrieval.stop();
            services.close();
            rpc.closeAsync().get(CLOSES_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            rpcSystem.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("flink client closed badly", e);
        } finally {
            threads.shutdownNow();
            heartbeats.shutdownNow();
        }
    }
}
