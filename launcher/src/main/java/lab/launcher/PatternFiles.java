package lab.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import lab.domain.Pair;
import lab.flink.sql.TierSettings;
import lab.flink.sql.TierTables;
import lab.lancer.index.IndexConfig;
import lab.lancer.warm.WarmCandles;
import lab.lancer.warm.WarmTierException;

/** What the pattern commands work on: a lab's candles of one minute, and the index of them. */
public final class PatternFiles {
    private final DataDir data;
    private final TierSettings tiers;

    public PatternFiles(DataDir data, Ports ports) {
        this.data = data;
        this.tiers = Tiers.of(data, ports);
    }

    static WarmCandles warm(TierSettings tiers) {
        return WarmCandles.open(tiers.warehouse().resolve("paimon"), tiers.database());
    }

    public WarmCandles warm() {
        return warm(tiers);
    }

    /** The candles to be added to; makes their tables, as the warm job would, if it never ran. */
    public WarmCandles warmToImport() throws LabException, WarmTierException {
        data.prepare();
        WarmCandles warm = warm();
        if (!warm.exists()) {
            warm.close();
            TierTables.createWarm(tiers);
            warm = warm();
        }
        return warm;
    }

    public IndexConfig index() {
        return IndexConfig.of(data.lancer());
    }

    /** A folder for what does not fit into memory. */
    public Path scratch() throws LabException {
        try {
            Path scratch = data.root().resolve("lancer").resolve("scratch");
            java.nio.file.Files.createDirectories(scratch);
            return scratch;
        } catch (IOException e) {
            throw new LabException(
                    "data directory %s: it must be writable, %s"
                            .formatted(data, LabException.reason(e)),
                    e);
        }
    }

    /** Candles of a pair, or of all. */
    public static Optional<WarmCandles.Reading> read(WarmCandles warm, Optional<Pair> pair)
            throws WarmTierException {
        return pair.isPresent() ? warm.readAll(pair.get()) : warm.readAll();
    }
}
