package lab.launcher.query;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.TierDatabase;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.tables.Tiers;
import lab.quality.Quality;
import lab.quality.QualityException;
import lab.quality.QualityLog;
import lab.quality.QualityReport;

/**
 * The data of a lab, to be looked through in this process: warm and cold are files, so that nothing
 * is started and a lab may run meanwhile.
 */
public final class LabQuality {
    private final AuditTables tables;
    private final boolean isRunning;
    private final InstantSource clock;
    private final Consumer<String> progress;

    /**
     * Of a data directory.
     *
     * @param running where the lab listens, if it runs
     * @param progress gets a line now and then
     */
    public LabQuality(
            DataDir data, Optional<Ports> running, InstantSource clock, Consumer<String> progress)
            throws LabException {
        if (!data.isPrepared()) {
            throw new LabException(
                    "data directory %s: it must be a lab's, is not; ./lab up makes one"
                            .formatted(data));
        }
        TierSettings tiers = Tiers.ofMarket(data, running.orElseGet(Ports::anyFree));
        this.tables = new AuditTables(tiers.warehouse(), tiers.database(), tiers.clock());
        this.isRunning = running.isPresent();
        this.clock = clock;
        this.progress = progress;
    }

    /** Looks through what happened from one event time on and up to another. */
    public QualityReport report(Optional<Instant> from, Optional<Instant> to) throws LabException {
        try (OwnTmp tmp = OwnTmp.open("tidemark-quality")) {
            return new Quality(
                            tables,
                            tmp.folder(),
                            TierDatabase.Room.USUAL,
                            isRunning,
                            clock,
                            progress)
                    .run(from, to);
        } catch (QualityException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }

    /**
     * Notes what was found, in the tables that a lab's jobs make.
     *
     * @return whether there are such tables
     */
    public boolean note(QualityReport report) throws LabException {
        try (var log = new QualityLog(tables)) {
            return log.add(report);
        } catch (QualityException | IOException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }
}
