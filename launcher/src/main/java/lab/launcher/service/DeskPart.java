package lab.launcher.service;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import lab.consensus.Consensus;
import lab.consensus.ConsensusConfig;
import lab.consensus.TradingSettings;
import lab.consensus.audit.Audit;
import lab.consensus.audit.BooksAuditor;
import lab.consensus.audit.tiers.AuditTables;
import lab.consensus.audit.tiers.FlussHotBooks;
import lab.consensus.desk.DeskView;
import lab.consensus.desk.KeptStrategies;
import lab.consensus.signals.ServiceSignals;
import lab.consensus.strategy.Strategy;
import lab.consensus.why.Why;
import lab.domain.EventTime;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Settings;
import lab.servicekit.Health;
import lab.servicekit.Metrics;

/**
 * The paper desk that runs, and the auditor of its books. Without a feed the market is somebody
 * else's, and so is the trading: the desk then has no strategies.
 */
final class DeskPart implements ServicePart {
    static final Service SERVICE =
            new Service(
                    "paper desk",
                    "paper desk",
                    8007,
                    "/api/positions",
                    Optional.of("desk"),
                    DeskPart::start);

    private static final Duration BETWEEN_READINGS = Duration.ofMillis(700);

    private final Consensus consensus;
    private final BooksAuditor auditor;
    private final Why why;
    private final List<String> told;
    private final boolean rests;

    private DeskPart(
            Consensus consensus, BooksAuditor auditor, Why why, List<String> told, boolean rests) {
        this.rests = rests;
        this.consensus = consensus;
        this.auditor = auditor;
        this.why = why;
        this.told = List.copyOf(told);
    }

    static DeskPart start(ServiceContext context) throws LabException {
        DeskChoice choice = context.desk();
        TierSettings tiers = context.tiers();
        InstantSource clock = context.clock();
        var trading = Settings.read(context.settings(), "consensus", TradingSettings.class);
        List<Strategy> chosen =
                DeskChoice.strategies(choice.strategies().orElse(trading.strategies()));
        ConsensusConfig config =
                ConsensusConfig.of(
                                LabService.CONSENSUS.on(context.ports()),
                                context.bus(),
                                context.stream(),
                                context.own().desk())
                        .with(trading, chosen)
                        .on(tiers.clock());
        config = config.withBegins(choice.begins());
        var tables = new AuditTables(tiers.warehouse(), tiers.database(), tiers.clock());
        var auditor =
                new BooksAuditor(
                        new Audit(
                                context.environment().isLive() ? tables : tables.withoutCold(),
                                () ->
                                        FlussHotBooks.openIfRunning(
                                                tiers.flussServers(), tiers.database()),
                                clock,
                                BETWEEN_READINGS),
                        clock,
                        BooksAuditor.EVERY,
                        new Metrics(context.registry(), "consensus"));
        var why =
                new Why(
                        new Why.Sources(
                                context.environment().isLive() ? tables : tables.withoutCold(),
                                context.bus(),
                                context.stream(),
                                config.folder(),
                                chosen.stream().map(Strategy::name).collect(toUnmodifiableSet()),
                                context.address(LabService.LANCER),
                                context.address(LabService.ANALYST)));
        try {
            var token = context.token();
            var consensus =
                    new Consensus(
                            config,
                            new Consensus.Surroundings(
                                    clock,
                                    context.registry(),
                                    token,
                                    new ServiceSignals(
                                            context.address(LabService.LANCER),
                                            context.address(LabService.ANALYST),
                                            token,
                                            trading.signals()),
                                    auditor::luck,
                                    List.of(auditor, why)));
            List<String> told =
                    chosen.isEmpty() ? List.of() : KeptStrategies.keep(config.folder(), chosen);
            consensus.start();
            return new DeskPart(consensus, auditor, why, told, choice.equals(DeskChoice.RESTS));
        } catch (RuntimeException e) {
            throw new LabException("paper desk: it must start, " + LabException.reason(e), e);
        }
    }

    /** Which of its strategies are new, other than before, or not here. */
    @Override
    public List<Told> told() {
        return told.stream().map(line -> new Told("strategy", line)).toList();
    }

    @Override
    public String words() {
        return rests ? ", has no strategies here" : ", no real money";
    }

    /** Audits from here on. */
    @Override
    public void tablesAreThere() {
        auditor.start();
    }

    /**
     * Whether it has nothing left to decide and no order is unanswered. One that has not read the
     * bus yet knows of no market, and is not done.
     */
    @Override
    public BooleanSupplier saidAll(BooleanSupplier hasMarket) {
        return () -> isDone(consensus.view(), hasMarket.getAsBoolean());
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

    @Override
    public Health health() {
        return consensus.health();
    }

    @Override
    public Optional<String> note() {
        return consensus.note();
    }

    @Override
    public String standing() {
        DeskView view = consensus.view();
        String sick = trouble().map("; "::concat).orElse("");
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
        why.close();
    }
}
