package lab.benchmarks.tiers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import lab.benchmarks.market.Load;
import lab.flink.sql.JobReport;
import lab.flink.sql.JobSettings;
import lab.flink.sql.LabCluster;
import lab.flink.sql.LabJobs;
import lab.flink.sql.TierSettings;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;

/**
 * One run of the jobs over one load, from the first task that runs until every row can be read in
 * the tables and is covered by a checkpoint.
 *
 * <p>The jobs are planned and submitted while the cluster has nobody to run them, then all begin at
 * once: how long planning takes is not what is measured.
 */
final class TierRun {
    private static final int PARALLELISM = 1;
    private static final Duration CHECKPOINTS = Duration.ofSeconds(2);
    private static final Duration TIME_MAX = Duration.ofMinutes(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    /** Which jobs run. */
    enum Jobs {
        ALL,
        HOT
    }

    private final Bench bench;
    private final Load load;
    private final Jobs wanted;

    TierRun(Bench bench, Load load, Jobs wanted) {
        this.bench = bench;
        this.load = load;
        this.wanted = wanted;
    }

    /** Runs, and says how many rows a second it made. */
    double rowsPerSecond(String run, TierSettings.Bus source) throws Exception {
        TierSettings tiers = bench.tiers(load.stream(), run, source);
        Path checkpoints = Files.createDirectories(tiers.warehouse().resolve("checkpoints"));
        Path tmp = Files.createDirectories(tiers.warehouse().resolve("tmp"));
        try (var cluster = LabCluster.start(tmp, PARALLELISM, OptionalInt.empty())) {
            cluster.miniCluster()
                    .terminateTaskManager(0)
                    .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            var settings =
                    new JobSettings(
                            checkpoints, PARALLELISM, CHECKPOINTS, CHECKPOINTS, CHECKPOINTS);
            try (var jobs = start(tiers, settings, cluster)) {
                cluster.miniCluster().startTaskManager();
                await(jobs, new Arrived(load, tiers, bench.fluss().tables()));
                long took = System.currentTimeMillis() - firstTaskRan(cluster);
                return load.rows() * 1_000.0 / took;
            }
        } finally {
            bench.workspace().delete(tiers.warehouse());
        }
    }

    private LabJobs start(TierSettings tiers, JobSettings settings, LabCluster cluster)
            throws Exception {
        return switch (wanted) {
            case ALL -> LabJobs.start(tiers, settings, cluster);
            case HOT -> LabJobs.startOnly("hot", tiers, settings, cluster);
        };
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(LabJobs jobs, Arrived arrived) throws Exception {
        long deadline = System.nanoTime() + TIME_MAX.toNanos();
        awaitThat(arrived::inHot, jobs, deadline);
        if (wanted == Jobs.ALL) {
            awaitThat(arrived::inCold, jobs, deadline);
            awaitThat(arrived::inWarm, jobs, deadline);
        }
        // The keyed table of quotes is written beside the logs: a checkpoint has it all.
        jobs.checkpoint("hot", TIME_MAX);
    }

    private static void awaitThat(Condition condition, LabJobs jobs, long deadline)
            throws Exception {
        while (!condition.holds()) {
            for (JobReport report : jobs.reports()) {
                Optional<String> failure = report.failure();
                if (report.restarts() > 0 || failure.isPresent()) {
                    throw new IOException(
                            "job %s: must run without a restart, was %s %s"
                                    .formatted(report.job(), report.state(), failure.orElse("")));
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("tiers: must have all rows within " + TIME_MAX);
            }
            Thread.sleep(LOOK_EVERY);
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
