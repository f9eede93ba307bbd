package lab.launcher.quality;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.TierDatabase;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.DataDir;
import lab.quality.Quality;
import lab.quality.QualityLog;
import lab.quality.QualityReport;

/**
 * A look through the tables of a lab that runs in this process: with little room. What it works
 * with is in a folder that is there for as long as it lasts, so that one which was cut short is
 * known by it.
 */
final class DataLook implements QualityRuns.Look {
    private final AuditTables tables;
    private final QualityLog noted;
    private final Path folder;
    private final InstantSource clock;

    DataLook(TierSettings tiers, Path folder, InstantSource clock) {
        this.folder = folder;
        this.tables = new AuditTables(tiers.warehouse(), tiers.database(), tiers.clock());
        this.noted = new QualityLog(tables);
        this.clock = clock;
    }

    @Override
    public Optional<QualityLog.Run> look(Instant from) throws IOException {
        DataDir.deleteTree(folder);
        Files.createDirectories(folder);
        try {
            QualityReport report =
                    new Quality(
                                    tables,
                                    folder,
                                    TierDatabase.Room.BESIDE_A_LAB,
                                    true,
                                    clock,
                                    _ -> {})
                            .run(Optional.of(from), Optional.empty());
            return noted.add(report) ? Optional.of(QualityLog.run(report)) : Optional.empty();
        } finally {
            DataDir.deleteTree(folder);
        }
    }

    @Override
    public Optional<Instant> cutShort() throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(folder).toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        noted.close();
    }

    @Override
    public OptionalLong version() throws IOException {
        return noted.version();
    }

    @Override
    public Optional<QualityLog.Run> newest() throws IOException {
        return noted.newest();
    }
}
