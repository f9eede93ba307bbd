package lab.flink.sql.tables;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import lab.flink.sql.cluster.JobCluster;
import lab.flink.sql.cluster.LabExecutor;
import lab.flink.sql.job.TierSettings;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteDataFilesActionResult;
import org.apache.iceberg.flink.actions.Actions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cold tier readable beside the job that writes it: puts small files together and lets
 * old snapshots go.
 *
 * <p>Both are ordinary commits. Iceberg tries a commit again that another one overtook, so neither
 * the writer nor this loses anything; a round that cannot commit is tried again in the next.
 * Snapshots that the newest checkpoints may need are never let go: those of the last {@link
 * #SNAPSHOT_AGE_MAX} and the last {@value #SNAPSHOTS_MIN} stay.
 */
public final class IcebergMaintenance implements AutoCloseable {
    static final Duration SNAPSHOT_AGE_MAX = Duration.ofHours(1);
    static final int SNAPSHOTS_MIN = 50;

    private static final Logger log = LoggerFactory.getLogger(IcebergMaintenance.class);
    private static final long TARGET_FILE_BYTES = 128L << 20;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final Duration FIRST_ROUND_AFTER = Duration.ofMinutes(2);

    private final TierSettings tiers;
    private final JobCluster cluster;
    private final InstantSource clock;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("iceberg-maintenance").factory());

    private final AtomicReference<@Nullable ScheduledFuture<?>> rounds = new AtomicReference<>();

    public IcebergMaintenance(TierSettings tiers, JobCluster cluster, InstantSource clock) {
        this.tiers = tiers;
        this.cluster = cluster;
        this.clock = clock;
    }

    /** A round each {@code interval}; the first soon, for a lab that never runs that long. */
    public static IcebergMaintenance start(
            TierSettings tiers, JobCluster cluster, Duration interval, InstantSource clock) {
        var maintenance = new IcebergMaintenance(tiers, cluster, clock);
        maintenance.rounds.set(
                maintenance.scheduler.scheduleWithFixedDelay(
                        maintenance::round,
                        Math.min(FIRST_ROUND_AFTER.toMillis(), interval.toMillis()),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS));
        return maintenance;
    }

    private void round() {
        try {
            for (Table table : IcebergState.tables(tiers)) {
                maintain(table);
            }
        } catch (RuntimeException | Error e) {
            // Thrown on, it would end all rounds and tell nobody
            log.warn("iceberg maintenance put off", e);
        }
    }

    private void maintain(Table table) {
        try {
            compact(table);
            DayTags.add(table, clock.instant());
            expire(table, clock.millis());
        } catch (RuntimeException e) {
            log.warn("iceberg maintenance put off table={}", table.name(), e);
        }
    }

    /** Puts the small files of each date together; says how many it replaced. */
    public int compact(Table table) {
        if (table.currentSnapshot() == null) {
            return 0;
        }
        RewriteDataFilesActionResult result =
                Actions.forTable(environment(), table)
                        .rewriteDataFiles()
                        .maxParallelism(1)
                        .targetSizeInBytes(TARGET_FILE_BYTES)
                        .execute();
        int replaced = result.deletedDataFiles().size();
        if (replaced > 0) {
            log.info(
                    "iceberg compacted table={} files={} into={}",
                    table.name(),
                    replaced,
                    result.addedDataFiles().size());
        }
        return replaced;
    }

    static void expire(Table table, long nowMillis) {
        table.refresh();
        if (table.currentSnapshot() == null) {
            return;
        }
        table.expireSnapshots()
                .expireOlderThan(nowMillis - SNAPSHOT_AGE_MAX.toMillis())
                .retainLast(SNAPSHOTS_MIN)
                .cleanExpiredFiles(true)
                .commit();
    }

    private StreamExecutionEnvironment environment() {
        var configuration = new Configuration();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
        var executor = new LabExecutor(cluster, LabExecutor.Preparation.NONE);
        executor.configure(configuration);
        return new StreamExecutionEnvironment(
                executor, configuration, IcebergMaintenance.class.getClassLoader());
    }

    @Override
    public void close() {
        ScheduledFuture<?> scheduled = rounds.get();
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        scheduler.shutdownNow();
        try {
            if (!scheduler.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("iceberg maintenance still busy after {}", CLOSE_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
