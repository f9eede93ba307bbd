package lab.benchmarks.tiers;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import lab.flink.sql.LabJobs;
import lab.flink.sql.cluster.LabCluster;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.TierSettings;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the jobs over one load, from the first task that runs until every row can be read in
 * the tables and is covered by a checkpoint.
 *
 * <p>The jobs are planned and submitted while the cluster has nobody to run them, then all begin at
 * once: how long planning takes is not what is measured.
 */
final class TierRun {
    private static final Logger log = LoggerFactory.getLogger(TierRun.class);
    private static final String HOT = "hot";
    private static final int PARALLELISM = 1;
    private static final Duration CHECKPOINTS = Duration.ofSeconds(2);
    private static final Duration TIME_MAX = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private static final double MILLIS_A_SECOND = 1e3;
    private static final double NANOS_A_MICRO = 1e3;

    /** Something that comes true when a tier has everything. */
    interface Condition {
        boolean holds() throws Exception;
    }

    /** What has to come true of the tiers of a run, in the order in which it is waited for. */
    interface Goal {
        List<Condition> of(TierSettings tiers);
    }

    private final Bench bench;
    private final String stream;
    private final long rows;
    private final List<String> wanted;
    private final Goal goal;

    /**
     * What each run does.
     *
     * @param stream that holds the load
     * @param rows that the cost is counted by
     * @param jobs that run
     */
    TierRun(Bench bench, String stream, long rows, List<String> jobs, Goal goal) {
        this.bench = bench;
        this.stream = stream;
        this.rows = rows;
        this.wanted = jobs;
        this.goal = goal;
    }

    /**
     * What a run cost.
     *
     * @param cpuMicrosPerRow of the whole process, compilers and collectors too: says more than the
     *     rate where others use the machine
     */
    record Cost(double rowsPerSecond, double cpuMicrosPerRow) {}

    Cost run(String run, TierSettings.Bus source) throws Exception {
        TierSettings tiers = bench.tiers(stream, run, source);
        Path checkpoints = Files.createDirectories(tiers.warehouse().resolve("checkpoints"));
        Path tmp = Files.createDirectories(tiers.warehouse().resolve("tmp"));
        try (var cluster = LabCluster.start(tmp, PARALLELISM, OptionalInt.empty())) {
            cluster.miniCluster()
                    .terminateTaskManager(0)
                    .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            var settings =
                    new JobSettings(
                            checkpoints, PARALLELISM, CHECKPOINTS, CHECKPOINTS, CHECKPOINTS);
            try (var jobs =
                    LabJobs.startOnly(wanted, tiers, settings, cluster, InstantSource.system())) {
                long cpuBefore = cpuNanos();
                cluster.miniCluster().startTaskManager();
                await(jobs, goal.of(tiers));
                long took = System.currentTimeMillis() - firstTaskRan(cluster);
                double cpuMicros = (cpuNanos() - cpuBefore) / NANOS_A_MICRO;
                var cost = new Cost(rows * MILLIS_A_SECOND / took, cpuMicros / rows);
                log.debug("run over run={} cost={}", run, cost);
                return cost;
            }
        } finally {
            bench.workspace().delete(tiers.warehouse());
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private void await(LabJobs jobs, List<Condition> conditions) throws Exception {
        long deadline = System.nanoTime() + TIME_MAX.toNanos();
        for (Condition condition : conditions) {
            awaitThat(condition, jobs, deadline);
        }
        // Its keyed tables are written beside the logs: a checkpoint has them all.
        jobs.checkpoint(HOT, TIME_MAX);
    }

    private static void awaitThat(Condition condition, LabJobs jobs, long deadline)
            throws Exception {
        while (!holds(condition)) {
            for (JobReport report : jobs.reports()) {
                Optional<String> failure = report.failure();
                if (report.restarts() > 0 || failure.isPresent()) {
                    throw new IOException(
                            "job %s: must run without a restart, was %s %s"
                                    .formatted(report.job(), report.state(), failure.orElse("")));
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "tiers: must have all rows within %s, jobs were %s"
                                .formatted(TIME_MAX, jobs.reports()));
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    /** A busy server that does not answer in time is asked again. */
    private static boolean holds(Condition condition) throws Exception {
        try {
            return condition.holds();
        } catch (IOException e) {
            return false;
        }
    }

    /** By the wall clock, in milliseconds. */
    private static long firstTaskRan(LabCluster cluster) throws Exception {
        long first = Long.MAX_VALUE;
        var mini = cluster.miniCluster();
        for (JobStatusMessage job :
                mini.listJobs().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
            var graph =
                    mini.getExecutionGraph(job.getJobId())
                            .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            OptionalLong ran =
                    StreamSupport.stream(graph.getAllExecutionVertices().spliterator(), false)
                            .mapToLong(TierRun::ran)
                            .min();
            first = Math.min(first, ran.orElse(Long.MAX_VALUE));
        }
        return first;
    }

    private static long ran(AccessExecutionVertex vertex) {
        return vertex.getStateTimestamp(ExecutionState.RUNNING);
    }
}
