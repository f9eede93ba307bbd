package lab.launcher.past;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.backtest.recorded.RecordedBacktest;
import lab.backtest.recorded.RecordedPast;
import lab.backtest.recorded.Verification;
import lab.consensus.TradingSettings;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.core.DeskRules;
import lab.consensus.source.SourceException;
import lab.consensus.source.StrategyChoice;
import lab.consensus.strategy.Strategy;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.directory.Settings;
import lab.launcher.tables.Tiers;

/** What a lab has recorded, run again by the settings that its desk has. */
public final class RecordedLab {
    private final TierSettings tiers;
    private final TradingSettings trading;

    /**
     * Of a data directory; the lab may run or not.
     *
     * @param environment with the desk's settings
     */
    public RecordedLab(DataDir data, Ports ports, Map<String, String> environment)
            throws LabException {
        if (!data.isPrepared()) {
            throw new LabException(
                    "data directory %s: it must be a lab's, is not; ./lab up makes one"
                            .formatted(data));
        }
        this.tiers = Tiers.ofMarket(data, ports);
        this.trading = Settings.read(environment, "consensus", TradingSettings.class);
    }

    /** Trades it with strategies. */
    public RecordedBacktest backtest(DeskRules rules) {
        return new RecordedBacktest(tables(), rules);
    }

    /** By which a desk of these settings trades. */
    public static DeskRules rules(Map<String, String> environment) throws LabException {
        return Settings.read(environment, "consensus", TradingSettings.class).rules();
    }

    public AuditTables tables() {
        return new AuditTables(tiers.warehouse(), tiers.database(), tiers.clock());
    }

    /**
     * Runs it again and compares.
     *
     * @param named the strategies that decide anew if they read no service; none for all
     * @param to nothing newer is compared
     */
    public Verification verify(List<String> named, Optional<Instant> to)
            throws IOException, SourceException {
        List<Strategy> strategies =
                StrategyChoice.of(named.isEmpty() ? trading.strategies() : named);
        return new RecordedPast(tables(), trading.rules()).verify(strategies, to);
    }
}
