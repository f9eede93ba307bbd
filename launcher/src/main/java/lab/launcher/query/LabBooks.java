package lab.launcher.query;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import lab.consensus.audit.Audit;
import lab.consensus.audit.AuditException;
import lab.consensus.audit.AuditReport;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.FlussHotBooks;
import lab.consensus.audit.tiers.HotBooks;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.fluss.FlussConfig;
import lab.launcher.fluss.FlussServer;
import lab.launcher.process.DataDirLock;
import lab.launcher.tables.Tiers;
import org.jspecify.annotations.Nullable;

/**
 * The books of a lab, to be audited in this process. Warm and cold are files; hot is asked of the
 * running lab, or else of a server that is started for it and stopped again.
 */
public final class LabBooks implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(700);

    private final TierSettings tiers;
    private final boolean isRunning;
    private final InstantSource clock;
    private final OwnTmp tmp;
    private @Nullable DataDirLock lock;
    private @Nullable FlussServer fluss;

    private LabBooks(TierSettings tiers, boolean isRunning, InstantSource clock, OwnTmp tmp) {
        this.tiers = tiers;
        this.isRunning = isRunning;
        this.clock = clock;
        this.tmp = tmp;
    }

    /**
     * Opens the books.
     *
     * @param running where the lab listens, if it runs in another process
     */
    public static LabBooks open(DataDir data, Optional<Ports> running, InstantSource clock)
            throws LabException, InterruptedException {
        boolean isRunning = running.isPresent();
        Ports ports = running.orElseGet(Ports::anyFree);
        try {
            var books =
                    new LabBooks(
                            Tiers.ofMarket(data, ports),
                            isRunning,
                            clock,
                            OwnTmp.open("tidemark-audit"));
            // A lab that never ran has no hot tier, and is not given one by asking
            if (!isRunning && Files.isDirectory(data.fluss())) {
                books.startFluss(data, ports);
            }
            return books;
        } catch (IOException e) {
            throw new LabException("audit: it must start, " + LabException.reason(e), e);
        }
    }

    private void startFluss(DataDir data, Ports ports)
            throws LabException, IOException, InterruptedException {
        try {
            data.prepare();
            lock = DataDirLock.take(data, "lab audit");
            fluss =
                    FlussServer.start(
                            new FlussConfig(
                                    data.fluss(),
                                    data.zookeeper(),
                                    ports.fluss(),
                                    ports.zookeeper(),
                                    READY_WITHIN));
        } catch (LabException | IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Audits them, up to an event time or up to now. */
    public AuditReport audit(Optional<Instant> asOf) throws LabException, InterruptedException {
        var audit =
                new Audit(
                        new AuditTables(tiers.warehouse(), tiers.database(), tiers.clock()),
                        this::hot,
                        clock,
                        BETWEEN_READINGS);
        try {
            return audit.run(asOf);
        } catch (AuditException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }

    /** Whatever else listens on the port of a lab that does not run is not its hot tier. */
    private Optional<HotBooks> hot() {
        return isRunning || fluss != null
                ? FlussHotBooks.openIfRunning(tiers.flussServers(), tiers.database())
                : Optional.empty();
    }

    @Override
    public void close() {
        if (fluss != null) {
            fluss.close();
        }
        if (lock != null) {
            lock.close();
        }
        tmp.close();
    }
}
