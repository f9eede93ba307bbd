package lab.launcher;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import lab.consensus.Consensus;
import lab.consensus.ConsensusConfig;
import lab.consensus.TradingSettings;
import lab.consensus.audit.Audit;
import lab.consensus.audit.AuditTables;
import lab.consensus.audit.BooksAuditor;
import lab.consensus.audit.FlussHotBooks;
import lab.consensus.desk.DeskView;
import lab.consensus.signals.ServiceSignals;
import lab.flink.sql.TierSettings;
import lab.poller.FeedChoice;
import lab.servicekit.Metrics;
import lab.servicekit.TokenFile;
import lab.topics.Bus;
import lab.topics.BusConnection;

/**
 * The paper desk that runs, and the auditor of its books. Without a feed the market is somebody
 * else's, and so is the trading: the desk then has no strategies.
 */
final class DeskPart implements AutoCloseable {
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(700);

    private final Consensus consensus;
    private final BooksAuditor auditor;

    private DeskPart(Consensus consensus, BooksAuditor auditor) {
        this.consensus = consensus;
        this.auditor = auditor;
    }

    static DeskPart start(
            LabOptions options,
            Map<String, String> environment,
            BusConnection bus,
            TierSettings tiers,
            PrometheusMeterRegistry registry,
            InstantSource clock)
            throws LabException {
        var trading = Settings.read(environment, "consensus", TradingSettings.class);
        ConsensusConfig config =
                ConsensusConfig.of(
                                options.ports().consensus(),
                                bus,
                                Bus.LIVE_STREAM,
                                options.data().desk())
                        .with(trading);
        if (options.feed() instanceof FeedChoice.None) {
            config = config.withoutStrategies();
        }
        var auditor =
                new BooksAuditor(
                        new Audit(
                                new AuditTables(tiers.warehouse(), tiers.database()),
                                () ->
                                        FlussHotBooks.openIfRunning(
                                                tiers.flussServers(), tiers.database()),
                                clock,
                                BETWEEN_READINGS),
                        clock,
                        BooksAuditor.EVERY,
                        new Metrics(registry, "consensus"));
        try {
            var token = TokenFile.openOrCreate(options.data().token());
            var consensus =
                    new Consensus(
                            config,
                            new Consensus.Surroundings(
                                    clock,
                                    registry,
                                    token,
                                    new ServiceSignals(
                                            loopback(options.ports().lancer()),
                                            loopback(options.ports().analyst()),
                                            token,
                                            trading.signals()),
                                    auditor::luck,
                                    List.of(auditor)));
            consensus.start();
            return new DeskPart(consensus, auditor);
        } catch (RuntimeException e) {
            throw new LabException("paper desk: it must start, " + LabException.reason(e), e);
        }
    }

    private static URI loopback(int port) {
        return URI.create("http://127.0.0.1:%d".formatted(port));
    }

    /** Audits from here on: the tables are there. */
    void startAuditing() {
        auditor.start();
    }

    /** Whether it has nothing left to decide and no order is unanswered. */
    boolean isDone() {
        DeskView view = consensus.view();
        return view.phase() == DeskView.Phase.ENDED || view.newestEvent().isEmpty();
    }

    @Override
    public void close() {
        auditor.close();
        consensus.close();
    }
}
