package lab.launcher.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.tables.TierTables;
import lab.lancer.LancerSettings;
import lab.lancer.index.IndexConfig;
import lab.lancer.warm.WarmCandles;
import lab.lancer.warm.WarmDoubts;
import lab.lancer.warm.WarmTierException;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.directory.Settings;

/** What the pattern commands work on: a lab's candles of one minute, and the index of them. */
public final class PatternFiles {
    private final DataDir data;
    private final TierSettings tiers;

    public PatternFiles(DataDir data, Ports ports) {
        this.data = data;
        this.tiers = Tiers.of(data, ports);
    }

    public static Path warehouse(TierSettings tiers) {
        return tiers.warehouse().resolve("paimon");
    }

    public WarmCandles warm() {
        return WarmCandles.open(warehouse(tiers), tiers.database());
    }

    /** Which of the candles are in doubt. */
    public WarmDoubts doubts() {
        return WarmDoubts.open(warehouse(tiers), tiers.database());
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

    /** As set by whoever runs the command, as of a lab that runs. */
    public IndexConfig index(Map<String, String> environment) throws LabException {
        return Settings.read(environment, "lancer", LancerSettings.class).index(data.lancer());
    }

    /** A folder for what does not fit into memory. */
    public Path scratch() throws LabException {
        try {
            Path scratch = data.lancer().resolve("scratch");
            Files.createDirectories(scratch);
            // That it is there does not say that it can be written
            Files.delete(Files.createTempFile(scratch, "check", ".tmp"));
            return scratch;
        } catch (IOException e) {
            throw data.notWritable(e);
        }
    }
}
