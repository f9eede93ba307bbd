package lab.launcher;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lab.consensus.Consensus;
import lab.consensus.ConsensusConfig;
import lab.consensus.TradingSettings;
import lab.consensus.audit.Audit;
import lab.consensus.audit.AuditTables;
import lab.consensus.audit.BooksAuditor;
import lab.consensus.audit.FlussHotBooks;
import lab.consensus.desk.DeskView;
import lab.consensus.desk.KeptStrategies;
import lab.consensus.signals.ServiceSignals;
import lab.consensus.strategy.Strategy;
import lab.domain.EventTime;
import lab.flink.sql.TierSettings;
import lab.servicekit.Health;
import lab.servicekit.Metrics;

/**
 * The paper desk that runs, and the auditor of its books. Without a feed the market is somebody
 * else's, and so is the trading: the desk then has no strategies.
 */
final class DeskPart implements ServicePart {
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(700);

    private final Consensus consensus;
    private final BooksAuditor auditor;
    private final List<String> told;

    private DeskPart(Consensus consensus, BooksAuditor auditor, List<String> told) {
        this.consensus = consensus;
        this.auditor = auditor;
        this.told = List.copyOf(told);
    }

    /**
     * Starts it.
     *
     * @param choice which strategies it has
     */
    static DeskPart start(PartSurroundings surroundings, DeskChoice choice) throws LabException {
        TierSettings tiers = surroundings.tiers();
        InstantSource clock = surroundings.clock();
        var trading = Settings.read(surroundings.settings(), "consensus", TradingSettings.class);
        List<Strategy> chosen =
                DeskChoice.strategies(choice.strategies().orElse(trading.strategies()));
        ConsensusConfig config =
                ConsensusConfig.of(
                                surroundings.ports().consensus(),
                                surroundings.bus(),
                                surroundings.stream(),
                                surroundings.own().desk())
                        .with(trading, chosen)
                        .on(tiers.clock());
        config = config.withBegins(choice.begins());
        var tables = new AuditTables(tiers.warehouse(), tiers.database(), tiers.clock());
        var auditor =
                new BooksAuditor(
                        new Audit(
                                surroundings.environment().isLive() ? tables : tables.withoutCold(),
                                () ->
                                        FlussHotBooks.openIfRunning(
                                                tiers.flussServers(), tiers.database()),
                                clock,
                                BETWEEN_READINGS),
                        clock,
                        BooksAuditor.EVERY,
                        new Metrics(surroundings.registry(), "consensus"));
        try {
            var token = surroundings.token();
            var consensus =
                    new Consensus(
                            config,
                            new Consensus.Surroundings(
                                    clock,
                                    surroundings.registry(),
                                    token,
                                    new ServiceSignals(
                                            loopback(surroundings.ports().lancer()),
                                            loopback(surroundings.ports().analyst()),
                                            token,
                                            trading.signals()),
                                    auditor::luck,
                                    List.of(auditor)));
            List<String> told =
                    chosen.isEmpty() ? List.of() : KeptStrategies.keep(config.folder(), chosen);
            consensus.start();
            return new DeskPart(consensus, auditor, told);
        } catch (RuntimeException e) {
            throw new LabException("paper desk: it must start, " + LabException.reason(e), e);
        }
    }

    private static URI loopback(int port) {
        return URI.create("http://127.0.0.1:%d".formatted(port));
    }

    /** Which of its strategies are new, other than before, or not here. */
    List<String> told() {
        return told;
    }

    /** Audits from here on: the tables are there. */
    void startAuditing() {
        auditor.start();
    }

    /**
     * Whether it has nothing left to decide and no order is unanswered. One that has not read the
     * bus yet knows of no market, and is not done.
     *
     * @param hasMarket whether there is anything on the bus to decide by
     */
    boolean isDone(boolean hasMarket) {
        return isDone(consensus.view(), hasMarket);
    }

    static boolean isDone(DeskView view, boolean hasMarket) {
        return switch (view.phase()) {
            case STARTING -> false;
            case CATCHING_UP, RUNNING -> !hasMarket && view.newestEvent().isEmpty();
            case ENDED -> true;
        };
    }

    /** Why it trades no more, if it has failed for good. */
    @Override
    public Optional<String> failure() {
        return consensus.failure();
    }

    /** How far it is, for people. */
    String standing() {
        DeskView view = consensus.view();
        String sick =
                Health.firstTrouble(consensus.health().snapshot()).map("; "::concat).orElse("");
        return "decided up to %s, %d requests are not answered%s"
                .formatted(
                        view.decided().map(EventTime::format).orElse("nothing yet"),
                        view.outstanding(),
                        sick);
    }

    @Override
    public void close() {
        auditor.close();
        consensus.close();
    }
}
