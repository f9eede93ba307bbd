package lab.consensus;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import lab.consensus.audit.performance.Luck;
import lab.consensus.desk.Desk;
import lab.consensus.desk.DeskView;
import lab.consensus.desk.KillSwitch;
import lab.consensus.desk.OrdersOut;
import lab.consensus.desk.Snapshots;
import lab.consensus.market.BusLogs;
import lab.consensus.signals.SignalSource;
import lab.domain.Account;
import lab.servicekit.Health;
import lab.servicekit.PermanentFault;
import lab.servicekit.Worker;
import lab.servicekit.http.HttpService;
import lab.servicekit.http.Router;
import lab.servicekit.http.TokenFile;
import lab.topics.BusException;
import lab.topics.BusReader;
import lab.topics.BusTopics;
import lab.topics.BusTrouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The paper desk as a service: a thread that works the {@link Desk}, and its REST.
 *
 * <p>A desk that fails is begun anew from what it last wrote down, as after a crash; unless it
 * failed by a {@link PermanentFault}, which would come again.
 */
public final class Consensus implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Consensus.class);
    private static final Duration RETRY_WAIT = Duration.ofSeconds(2);
    private static final Duration BUS_WAIT = Duration.ofMillis(500);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final long IDLE_MILLIS_MAX = 50;

    private final ConsensusConfig config;
    private final Surroundings surroundings;
    private final KillSwitch killSwitch;
    private final DeskHealth deskHealth;
    private final Health health;
    private final Worker worker;
    private final DeskTimes times = new DeskTimes();
    private final BusTrouble stepping = new BusTrouble("the desk cannot go on");
    private volatile DeskView.Counts before = DeskView.Counts.NONE;
    private volatile DeskView view = DeskView.starting();
    private Optional<HttpService> http = Optional.empty();

    /**
     * What the desk is given by whoever runs it.
     *
     * @param registry of the whole process: {@code /metrics} shows it
     * @param token admits to what changes something
     * @param signals who is asked what the pattern and the commentary service say; closed with this
     * @param luck of each account, as far as somebody has reckoned it
     * @param routes what else is answered on this port
     */
    public record Surroundings(
            InstantSource clock,
            PrometheusMeterRegistry registry,
            TokenFile token,
            SignalSource signals,
            Supplier<Map<String, Luck>> luck,
            List<Router.Routes> routes) {
        public Surroundings {
            routes = List.copyOf(routes);
        }
    }

    public Consensus(ConsensusConfig config, Surroundings surroundings) {
        this.config = config;
        this.surroundings = surroundings;
        this.killSwitch = new KillSwitch(config.folder(), surroundings.clock());
        this.deskHealth = new DeskHealth(config, surroundings.clock(), this::view);
        this.health = deskHealth.health();
        this.worker = new Worker("consensus-desk", RETRY_WAIT, this::once);
        ConsensusMetrics.of(this, killSwitch, surroundings.registry());
        config.strategies()
                .forEach(
                        it -> ConsensusMetrics.ofAccount(this, it.name(), surroundings.registry()));
    }

    /** Answers from here on, and trades as soon as there is a market and a clearing house. */
    public void start() {
        HttpService.Builder service =
                HttpService.named("consensus", config.http())
                        .health(health)
                        .metrics(surroundings.registry())
                        .token(surroundings.token())
                        .openApi(Consensus.class, "openapi.json")
                        .routes(
                                new ConsensusRoutes(
                                        this::view,
                                        killSwitch,
                                        deskHealth::market,
                                        surroundings.luck()));
        surroundings.routes().forEach(service::routes);
        http = Optional.of(service.start());
        worker.start();
    }

    /** Where it answers, once started. */
    public URI uri() {
        return http.orElseThrow(() -> new IllegalStateException("consensus: must be started first"))
                .uri();
    }

    /** How the desk stands now. */
    public DeskView view() {
        return view;
    }

    /** Why it trades no more, if it has failed by something that no retry mends. */
    public Optional<String> failure() {
        return worker.failure();
    }

    /** What one has to know of it though it works. */
    public Optional<String> note() {
        return deskHealth.note();
    }

    /** What its time went into since it started. */
    DeskTimes times() {
        return times;
    }

    /** What it has done since it started. */
    DeskView.Counts counts() {
        return before.plus(view.counts());
    }

    /** How each part of the desk is, as {@code /api/health} says it. */
    public Health health() {
        return health;
    }

    private Duration once() throws InterruptedException {
        try {
            BusTopics.ensure(config.bus(), config.stream(), Duration.ZERO);
        } catch (BusException e) {
            // Also one that refuses us: it may be a broker that is not ours yet
            deskHealth.busLost(String.valueOf(e.getMessage()));
            log.info("bus waited for reason={}", e.getMessage());
            return BUS_WAIT;
        }
        runDesk();
        return Duration.ZERO;
    }

    /** Until the service closes; a desk that fails is begun anew. */
    private void runDesk() throws InterruptedException {
        try (var reader = new BusReader(config.bus(), config.stream());
                var output = new OrdersOut(config.bus(), config.stream())) {
            var desk =
                    new Desk(
                            config.rules(),
                            config.strategies(),
                            begins(),
                            new Desk.Surroundings(
                                    BusLogs.of(reader),
                                    output,
                                    killSwitch,
                                    new Snapshots(config.folder()),
                                    surroundings.signals(),
                                    surroundings.clock(),
                                    config.snapshotEvery()));
            work(desk);
            desk.close();
        } catch (RuntimeException | Error e) {
            before = counts();
            view = view.withoutCounts();
            if (!worker.isClosing()) { // else it asked somebody who is closed already
                deskHealth.failed(
                        PermanentFault.in(e)
                                .map(fault -> "has failed: " + fault.getMessage())
                                .orElse(e + "; it begins anew from what it last wrote down"));
            }
            throw e;
        }
    }

    private Map<Account, Instant> begins() {
        Map<Account, Instant> begins = new HashMap<>();
        config.begins().forEach((name, time) -> begins.put(Account.trader(name), time));
        return begins;
    }

    private void work(Desk desk) throws InterruptedException {
        long idleMillis = 1;
        while (!worker.isClosing()) {
            long begun = System.nanoTime();
            boolean any;
            try {
                any = desk.step();
                deskHealth.worked();
                desk.note().ifPresent(deskHealth::note);
                stepping.over();
            } catch (BusException e) {
                stepping.failed(e);
                deskHealth.busLost(String.valueOf(e.getMessage()));
                worker.pause(BUS_WAIT);
                continue;
            }
            view = desk.view();
            deskHealth.look(view);
            if (any) {
                idleMillis = 1;
                times.worked(System.nanoTime() - begun);
            } else {
                idleMillis = pause(desk, idleMillis);
                times.waited(desk.waitsFor(), System.nanoTime() - begun);
            }
        }
    }

    /** Returns how long to pause if there is nothing to do once more. */
    private long pause(Desk desk, long idleMillis) throws InterruptedException {
        var pause = Duration.ofMillis(idleMillis);
        return switch (desk.waitsFor()) {
            case SIGNALS -> {
                desk.awaitSignals(pause); // no longer than until they are there
                yield Math.min(IDLE_MILLIS_MAX, 2 * idleMillis);
            }
            case CLEARING, BROKER -> {
                // An answer takes some milliseconds; a clearing house that is not there, longer
                worker.pause(pause);
                yield Math.min(IDLE_MILLIS_MAX, idleMillis + 1);
            }
            case MARKET -> {
                worker.pause(pause);
                yield Math.min(IDLE_MILLIS_MAX, 2 * idleMillis);
            }
        };
    }

    /** Stops, and writes down what it knows. */
    @Override
    public void close() {
        worker.close();
        surroundings.signals().close();
        if (!worker.close(CLOSE_WAIT)) {
            log.warn("desk did not stop in time limit={}", CLOSE_WAIT);
        }
        http.ifPresent(HttpService::close);
        http = Optional.empty();
    }
}
