package lab.flink.sql;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import lab.flink.sql.cluster.JobCluster;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.OnBusLoss;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.loss.BusReach;
import lab.flink.sql.tables.IcebergMaintenance;
import lab.flink.sql.tables.Migrations;
import org.apache.flink.api.common.JobID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that keep the three tiers and clear orders, and the care of the cold tier. A cluster in
 * this JVM begins without jobs; what one of processes runs already is taken over.
 */
public final class LabJobs implements ShownJobs, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LabJobs.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);
    private static final Duration MAINTENANCE_INTERVAL = Duration.ofMinutes(10);

    private final TierSettings tiers;
    private final JobCluster cluster;
    private final IcebergMaintenance maintenance;
    private final JobStarter starter;
    private final BusReach bus;
    private final Map<LabJob, JobStarter.Started> jobs =
            Collections.synchronizedMap(new EnumMap<>(LabJob.class));
    private final Map<LabJob, String> refused =
            Collections.synchronizedMap(new EnumMap<>(LabJob.class));
    private final Set<LabJob> missed = EnumSet.noneOf(LabJob.class);
    private final List<String> migrated = new ArrayList<>();

    private LabJobs(
            TierSettings tiers,
            JobSettings settings,
            JobCluster cluster,
            InstantSource clock,
            OnBusLoss onBusLoss) {
        this.tiers = tiers;
        this.cluster = cluster;
        this.bus = BusReach.of(tiers);
        this.starter = new JobStarter(tiers, settings, cluster, bus, onBusLoss);
        this.maintenance = IcebergMaintenance.start(tiers, cluster, MAINTENANCE_INTERVAL, clock);
    }

    /**
     * Makes the tables that are missing and starts every job that each market has where it left
     * off. One that must not start as things are is reported as refused, with what to do; the
     * others run.
     */
    public static LabJobs start(
            TierSettings tiers, JobSettings settings, JobCluster cluster, InstantSource clock)
            throws Exception {
        return start(
                tiers,
                settings,
                cluster,
                clock,
                EnumSet.complementOf(EnumSet.of(LabJob.BOOKS, LabJob.FEATURES)),
                OnBusLoss.NOTHING_LOST);
    }

    /**
     * As {@link #start(TierSettings, JobSettings, JobCluster, InstantSource)}, with some of the
     * jobs alone.
     */
    public static LabJobs startOnly(
            List<String> jobNames,
            TierSettings tiers,
            JobSettings settings,
            JobCluster cluster,
            InstantSource clock)
            throws Exception {
        return startOnly(jobNames, tiers, settings, cluster, clock, OnBusLoss.NOTHING_LOST);
    }

    /** The same, where the bus may have lost what they had read. */
    public static LabJobs startOnly(
            List<String> jobNames,
            TierSettings tiers,
            JobSettings settings,
            JobCluster cluster,
            InstantSource clock,
            OnBusLoss onBusLoss)
            throws Exception {
        return start(
                tiers,
                settings,
                cluster,
                clock,
                EnumSet.copyOf(jobNames.stream().map(LabJob::named).toList()),
                onBusLoss);
    }

    private static LabJobs start(
            TierSettings tiers,
            JobSettings settings,
            JobCluster cluster,
            InstantSource clock,
            Set<LabJob> wanted,
            OnBusLoss onBusLoss)
            throws Exception {
        var jobs = new LabJobs(tiers, settings, cluster, clock, onBusLoss);
        try {
            Map<String, JobID> running = jobs.running();
            if (running.isEmpty()) {
                jobs.migrated.addAll(Migrations.shipped(tiers).run(clock));
            }
            for (LabJob job : wanted) {
                JobID id = running.get(job.jobName());
                if (id == null) {
                    jobs.start(job);
                } else {
                    jobs.takeOver(job, id);
                }
            }
            return jobs;
        } catch (Exception e) {
            jobs.close();
            throw e;
        }
    }

    /** One that runs already: its cluster has outlived whoever had started it. */
    private void takeOver(LabJob job, JobID id) {
        log.info("job taken over job={} id={}", job.jobName(), id);
        jobs.put(job, new JobStarter.Started(job, id, true, List.of()));
    }

    private Map<String, JobID> running() throws InterruptedException, TimeoutException {
        try {
            return cluster.runningForSure().get(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("flink: it must say what runs, did not", e.getCause());
        }
    }

    /**
     * Starts again, each where it left off, the jobs that the cluster ran no more by the last look
     * and runs no more by this one: two of one job would write its tables twice.
     *
     * @return their names
     * @throws TimeoutException if the cluster does not say what runs
     */
    public List<String> startFallen() throws Exception {
        Map<String, JobID> running = running();
        List<String> fallen = new ArrayList<>();
        EnumSet<LabJob> gone = EnumSet.noneOf(LabJob.class);
        jobs.forEach((job, started) -> {
            JobID id = running.get(job.jobName());
            if (id == null) {
                gone.add(job);
            } else if (!id.equals(started.id())) {
                takeOver(job, id);
            }
        });
        EnumSet<LabJob> twice = EnumSet.copyOf(gone);
        twice.retainAll(missed);
        missed.clear();
        missed.addAll(gone);
        for (LabJob job : twice) {
            // The start of the one before may have taken long
            if (!running().containsKey(job.jobName())) {
                log.warn("job fell for good and starts again job={}", job.jobName());
                starter.ended(job);
                start(job);
                fallen.add(job.jobName());
            }
        }
        return fallen;
    }

    private void start(LabJob job) throws Exception {
        try {
            jobs.put(job, starter.start(job, starter.restore(job)));
        } catch (JobRefusedException e) {
            String reason = Upgrade.reason(e, tiers, bus);
            log.error("job refused job={} reason={}", job.jobName(), reason);
            jobs.remove(job);
            refused.put(job, reason);
        }
    }

    /** What this start has changed in tables that an older version made. */
    public List<String> migrated() {
        return List.copyOf(migrated);
    }

    @Override
    public List<JobReport> reports() {
        return Stream.of(LabJob.values()).flatMap(job -> report(job).stream()).toList();
    }

    private Optional<JobReport> report(LabJob job) {
        JobStarter.Started started = jobs.get(job);
        if (started != null) {
            return Optional.of(JobReports.of(started, tiers.stream(), cluster));
        }
        return Optional.ofNullable(refused.get(job))
                .map(reason -> JobReports.refused(job, tiers.stream(), reason));
    }

    /**
     * Takes a checkpoint of a job and returns once what it commits can be read in the tables.
     *
     * @throws TimeoutException if that takes longer than {@code timeout}
     */
    public void checkpoint(String jobName, Duration timeout)
            throws InterruptedException, TimeoutException {
        JobStarter.Started started = jobs.get(LabJob.named(jobName));
        if (started == null) {
            throw new IllegalArgumentException("job: must have been started, was " + jobName);
        }
        // The committers hear of a checkpoint before they see the next one's barrier.
        trigger(started.id(), timeout);
        trigger(started.id(), timeout);
    }

    private long trigger(JobID id, Duration timeout) throws InterruptedException, TimeoutException {
        try {
            return cluster.checkpoint(id).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("job " + id + ": checkpoint failed", e.getCause());
        }
    }

    /** Takes a last checkpoint of each job, so that the next start repeats little, and ends it. */
    @Override
    public void close() {
        maintenance.close();
        var ends = new LinkedHashMap<JobStarter.Started, CompletableFuture<?>>();
        for (JobStarter.Started started : jobs.values()) {
            try {
                trigger(started.id(), CLOSE_TIMEOUT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (TimeoutException | IllegalStateException e) {
                log.warn("no last checkpoint job={}", started.job().jobName(), e);
            }
            ends.put(started, cancel(started));
        }
        // The one that was cancelled last ends about when the first does.
        ends.forEach(LabJobs::await);
        jobs.clear();
    }

    private CompletableFuture<?> cancel(JobStarter.Started started) {
        return cluster.cancel(started.id())
                .thenCompose(acknowledged -> cluster.result(started.id()));
    }

    private static void await(JobStarter.Started started, CompletableFuture<?> end) {
        try {
            end.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("job did not end cleanly job={}", started.job().jobName(), e);
        }
    }
}
