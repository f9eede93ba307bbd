package lab.launcher.replay;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.backtest.recorded.ReplayedPast;
import lab.consensus.audit.tiers.AuditTables;
import lab.console.PipelineStatus;
import lab.domain.MarketClock;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.market.LabFeed;
import lab.launcher.market.MarketSource;
import lab.launcher.service.DeskChoice;
import lab.launcher.service.LabService;
import lab.launcher.tables.Tiers;
import lab.poller.AheadLimit;
import lab.replay.Replay;
import lab.replay.ReplayException;
import lab.replay.ReplayOptions;
import lab.replay.ReplayRoutes;
import lab.replay.ReplayedOrders;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.Router;
import lab.topics.Bus;
import lab.topics.BusConnection;

/** The recorded past as the market of an environment. */
final class ReplayMarket implements MarketSource {
    /** Who only looks asks no bus. */
    private static final BusConnection NO_BUS =
            new BusConnection("localhost", Bus.PORT, "nobody", "nothing");

    private final Environment environment;
    private final ReplayTask task;
    private final ReplayWanted wanted;
    private final Map<String, String> settings;
    private final InstantSource clock;
    private volatile Optional<ReplayFeed> feed = Optional.empty();

    ReplayMarket(
            Environment environment,
            ReplayTask task,
            ReplayWanted wanted,
            Map<String, String> settings,
            InstantSource clock) {
        this.environment = environment;
        this.task = task;
        this.wanted = wanted;
        this.settings = Map.copyOf(settings);
        this.clock = clock;
    }

    /**
     * Looks whether there is something to replay, and whether it is the same that was begun.
     *
     * @throws LabException if it cannot be as asked
     */
    void look() throws LabException {
        try {
            Replay.open(options(), NO_BUS, clock, new SimpleMeterRegistry()).close();
        } catch (ReplayException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }

    /** That was done before the servers were asked for. */
    @Override
    public void check() {}

    /** Its times are of another day than the bus's stamps. */
    @Override
    public MarketClock choose() {
        return MarketClock.OWN;
    }

    /** The reader writes the terms of then before anything else. */
    @Override
    public List<String> prepare(BusConnection bus) {
        return List.of();
    }

    @Override
    public List<Router.Routes> routes() {
        return List.of(
                new ReplayRoutes(() ->
                        feed.map(ReplayFeed::replay)
                                .orElseThrow(() ->
                                        ProblemException.unavailable(
                                                "replay: it must be up, it is starting"))));
    }

    @Override
    public DeskChoice desk() throws LabException {
        try {
            return task.deciding().desk(settings, new ReplayedPast(tables()).begins());
        } catch (IOException e) {
            throw new LabException("cold tier: it must be readable, " + LabException.reason(e), e);
        }
    }

    private AuditTables tables() throws LabException {
        TierSettings live = Tiers.ofMarket(environment.data(), new Ports(0));
        return new AuditTables(live.warehouse(), live.database(), live.clock());
    }

    @Override
    public LabFeed start(BusConnection bus, MeterRegistry registry) throws LabException {
        try {
            var started =
                    new ReplayFeed(
                            environment,
                            wanted.speedWord(),
                            Replay.open(options(), bus, clock, registry));
            feed = Optional.of(started);
            started.start();
            return started;
        } catch (ReplayException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }

    private ReplayOptions options() throws LabException {
        return new ReplayOptions(
                environment.data().warehouse(),
                Environment.live(environment.data()).database(),
                environment.stream(),
                environment.own().feed(),
                task.from(),
                task.to(),
                task.pairs(),
                task.asOf(),
                wanted.speed(),
                task.deciding() == Deciding.RECORDED
                        ? ReplayedOrders.RECORDED
                        : ReplayedOrders.OF_OTHERS,
                task.deciding().accounts(settings),
                new AheadLimit(LabService.behindFeed(), wanted.maxAhead()));
    }

    /** How it is, once it has been started. */
    Optional<PipelineStatus.Feed> shown() {
        return feed.map(ReplayFeed::shown);
    }

    /** What was taken away is gone by now: whoever is killed from here on goes on. */
    void begun() throws LabException {
        keep(ReplayRecord.State.BEGUN);
    }

    /** Every tier holds all of it. */
    void finished() throws LabException {
        keep(ReplayRecord.State.FINISHED);
    }

    private void keep(ReplayRecord.State state) throws LabException {
        feed.orElseThrow().keep(state);
    }
}
