package lab.consensus;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import lab.consensus.core.DeskRules;
import lab.consensus.strategy.Strategies;
import lab.consensus.strategy.Strategy;
import lab.domain.MarketClock;
import lab.servicekit.http.HttpConfig;
import lab.topics.BusConnection;

/**
 * What the paper desk is set to.
 *
 * @param stream of the market that it trades on
 * @param folder where it keeps what it knows; one for each stream
 * @param strategies each on an account of its own
 * @param begins when accounts began, by name, of a past that was lived; else with the market
 * @param snapshotEvery how often it writes itself down at most
 * @param staleAfter how long the market may be silent before the desk says so
 */
public record ConsensusConfig(
        HttpConfig http,
        BusConnection bus,
        String stream,
        Path folder,
        DeskRules rules,
        List<Strategy> strategies,
        Map<String, Instant> begins,
        Duration snapshotEvery,
        Duration staleAfter) {
    private static final Duration SNAPSHOT_EVERY = Duration.ofSeconds(1);
    private static final Duration STALE_AFTER = Duration.ofSeconds(20);

    public ConsensusConfig {
        strategies = List.copyOf(strategies);
        begins = Map.copyOf(begins);
    }

    /** On loopback, with all strategies, by the usual rules. */
    public static ConsensusConfig of(int port, BusConnection bus, String stream, Path folder) {
        return new ConsensusConfig(
                HttpConfig.loopback(port),
                bus,
                stream,
                folder,
                DeskRules.STANDARD,
                Strategies.all(),
                Map.of(),
                SNAPSHOT_EVERY,
                STALE_AFTER);
    }

    /** On a past in which accounts began at these times. */
    public ConsensusConfig withBegins(Map<String, Instant> times) {
        return new ConsensusConfig(
                http, bus, stream, folder, rules, strategies, times, snapshotEvery, staleAfter);
    }

    /** On a market whose times are by this clock. */
    public ConsensusConfig on(MarketClock clock) {
        return new ConsensusConfig(
                http,
                bus,
                stream,
                folder,
                rules.withClock(clock),
                strategies,
                begins,
                snapshotEvery,
                staleAfter);
    }

    /**
     * With what a user has set.
     *
     * @param chosen the strategies that the settings name
     */
    public ConsensusConfig with(TradingSettings settings, List<Strategy> chosen) {
        return new ConsensusConfig(
                http,
                bus,
                stream,
                folder,
                settings.rules().withClock(rules.clock()),
                chosen,
                begins,
                snapshotEvery,
                staleAfter);
    }
}
