package lab.launcher;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.console.Console;
import lab.console.ConsoleConfig;
import lab.console.PipelineStatus;
import lab.console.hot.HotConfig;
import lab.domain.MarketClock;
import lab.domain.clearing.TermsChange;
import lab.flink.sql.JobReport;
import lab.flink.sql.JobSettings;
import lab.flink.sql.LabCluster;
import lab.flink.sql.LabJobs;
import lab.flink.sql.TierSettings;
import lab.iggy.embedded.EmbeddedBroker;
import lab.launcher.fluss.FlussConfig;
import lab.launcher.fluss.FlussServer;
import lab.launcher.query.Queries;
import lab.launcher.query.SqlRoute;
import lab.poller.FeedChoice;
import lab.servicekit.Health;
import lab.servicekit.LongWait;
import lab.servicekit.ProblemException;
import lab.topics.Bus;
import lab.topics.BusException;
import lab.topics.BusTopics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one JVM. The console comes first, so that a start can be watched; broker, Fluss and
 * Flink come up beside each other; then the jobs, and the feed as soon as there are topics.
 */
final class Lab implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lab.class);
    private static final Duration HOT_BACKLOG = Duration.ofHours(2);
    private static final Duration TABLES_READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration TELLS_AFTER = Duration.ofSeconds(30);
    private static final Duration TOPICS_WITHIN = Duration.ofSeconds(30);

    private static final String DESK = "desk";

    /** Those that say on the bus how far they have come, and that no feed may outrun. */
    private static final Set<String> PARTS_BEHIND_FEED = Set.of("clearing", DESK);

    private final LabOptions options;
    private final InstantSource clock;
    private final Instant begun;
    private final BrokerAccess access;
    private final PartSurroundings surroundings;
    private final TierSettings tiers;
    private final Parts parts = new Parts();
    private final PipelineWatch.Watched watched = new PipelineWatch.Watched();
    private final Health health;
    private final PartsCheck partsCheck;
    private volatile Optional<LabCluster> cluster = Optional.empty();
    private volatile MarketClock marketClock = MarketClock.REAL;

    private Lab(
            LabOptions options,
            Map<String, String> environment,
            BrokerAccess access,
            InstantSource clock,
            Instant begun,
            Consumer<String> say) {
        this.options = options;
        this.clock = clock;
        this.begun = begun;
        this.access = access;
        this.surroundings =
                PartSurroundings.of(options.data(), options.ports(), environment, access, clock);
        this.tiers = surroundings.tiers();
        this.health = new Health(clock);
        this.partsCheck = partsCheck(watched, say);
    }

    private static PartsCheck partsCheck(PipelineWatch.Watched watched, Consumer<String> say) {
        return new PartsCheck(
                List.of(
                        new PartsCheck.Part("feed", () -> watched.feed.flatMap(FeedPart::failure)),
                        new PartsCheck.Part(
                                "paper desk", () -> watched.desk.flatMap(DeskPart::failure)),
                        new PartsCheck.Part(
                                "analyst", () -> watched.analyst.flatMap(AnalystPart::failure)),
                        new PartsCheck.Part(
                                "pattern service",
                                () -> watched.lancer.flatMap(LancerPart::failure))),
                () ->
                        watched.feed
                                .flatMap(FeedPart::waitingFor)
                                .map(part -> new PartsCheck.Stall(part, standing(watched, part))),
                new LongWait(
                        TELLS_AFTER,
                        System::nanoTime,
                        line -> {
                            log.info("feed: {}", line);
                            say.accept(line);
                        }),
                say);
    }

    private static String standing(PipelineWatch.Watched watched, String part) {
        return part.equals(DESK)
                ? watched.desk.map(DeskPart::standing).orElse("")
                : watched.jobs.stream()
                        .flatMap(jobs -> jobs.reports().stream())
                        .filter(report -> report.job().equals(part))
                        .map(JobReport::state)
                        .findFirst()
                        .orElse("");
    }

    static Lab start(
            LabOptions options,
            Map<String, String> environment,
            InstantSource clock,
            Consumer<String> say)
            throws LabException, InterruptedException {
        checkPorts(options);
        MarketChoice.check(options);
        Instant begun = clock.instant();
        if (options.broker().isPresent()) {
            var access = BrokerAccess.foreign(options.broker().get(), options.data(), environment);
            return new Lab(options, environment, access, clock, begun, say).started(say);
        }
        RootLogin.keep(options.data(), environment);
        EmbeddedBroker broker = Brokers.embedded(options, BusSettings.read(environment), clock);
        var lab =
                new Lab(
                        options,
                        environment,
                        BrokerAccess.embedded(options, broker.root()),
                        clock,
                        begun,
                        say);
        lab.parts.add(Rank.BROKER, broker);
        return lab.started(say);
    }

    private Lab started(Consumer<String> say) throws LabException, InterruptedException {
        try {
            ControlFile.ofThisProcess(options.ports()).writeTo(options.data());
            for (LabService service : LabService.values()) {
                if (!options.without().contains(service)) {
                    ServiceProcess.forget(service, options.data());
                }
            }
            startParts(say);
            return this;
        } catch (IOException e) {
            close();
            throw new LabException("lab: it must start, " + LabException.reason(e), e);
        } catch (LabException | InterruptedException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static void checkPorts(LabOptions options) throws LabException {
        Set<Ports.Named> ofOthers =
                options.without().stream()
                        .map(service -> service.port(options.ports()))
                        .collect(Collectors.toUnmodifiableSet());
        List<Ports.Named> needed =
                options.ports().all().stream()
                        .filter(port -> !ofOthers.contains(port))
                        .filter(port ->
                                options.broker().isEmpty()
                                        || port.number() != options.ports().iggy())
                        .toList();
        Optional<Ports.Named> busy = Ports.firstBusy(needed);
        if (busy.isPresent()) {
            Optional<String> service =
                    Stream.of(LabService.values())
                            .filter(each -> each.port(options.ports()).equals(busy.get()))
                            .map(each ->
                                    "; if that is ./lab service %s, --without %s"
                                            .formatted(each, each))
                            .findFirst();
            throw new LabException(
                    "port %d (%s): it must be free, another program listens there; stop that or start with another --port-offset%s"
                            .formatted(busy.get().number(), busy.get().what(), service.orElse("")));
        }
    }

    private void startParts(Consumer<String> say) throws LabException, InterruptedException {
        var watch = new PipelineWatch(begun, watched, health, tiers, say);
        parts.add(Rank.STATUS, watch).start();
        PipelineMetrics.of(watch, surroundings.registry());
        startConsole(watch);
        try (var together = new Together(say)) {
            Together.Task<MarketChoice> choice =
                    together.start(
                            "market",
                            () -> FeedPart.choose(options, surroundings.environment(), clock));
            Together.Task<?> bus = together.start("bus", this::startBus);
            Together.Task<FlussServer> fluss = together.start("fluss", this::startFluss);
            Together.Task<LabCluster> flink = together.start("flink", this::startCluster);
            List<Together.Task<?>> services = new ArrayList<>();
            services.addAll(startServices(together, LabService.LANCER, LabService.ANALYST));
            MarketChoice market = choice.await();
            marketClock = MarketChoice.clock(options.data());
            bus.await();
            startTally();
            setTerms(market.feed()).map(TermsDesk::said).ifPresent(say);
            services.addAll(startServices(together, LabService.CONSENSUS));
            Together.Task<FeedPart> feed = together.start("feed", () -> startFeed(market));
            fluss.await();
            cluster = Optional.of(flink.await());
            together.start("jobs", this::startJobs).await();
            for (Together.Task<?> service : services) {
                service.await();
            }
            watched.desk.ifPresent(DeskPart::startAuditing);
            feed.await();
        }
    }

    private static URI local(int port) {
        return URI.create("http://localhost:%d".formatted(port));
    }

    private void startConsole(PipelineWatch watch) throws LabException {
        var sql = new SqlRoute(this::session);
        var config =
                ConsoleConfig.of(
                                options.ports().console(),
                                new HotConfig(
                                        List.of(tiers.flussServers()),
                                        tiers.database(),
                                        HOT_BACKLOG))
                        .withDesk(local(options.ports().consensus()))
                        .withLancer(local(options.ports().lancer()))
                        .withAnalyst(local(options.ports().analyst()));
        var consoles =
                new Console.Surroundings(
                        clock,
                        surroundings.registry(),
                        health,
                        surroundings.token(),
                        watch,
                        new CandleTable(tiers),
                        new AnnotationTable(tiers),
                        List.of(sql::addTo));
        // Else Helidon's web server forbids all Java serialization in this JVM, and Flink has to
        // serialize its jobs.
        System.setProperty("helidon.serialFilter.missing.action", "ignore");
        try {
            var console = new Console(config, consoles);
            watched.hotTime = console.market()::newestEventTime;
            parts.add(Rank.CONSOLE, console).start();
        } catch (RuntimeException e) {
            throw new LabException("console: it must start, " + LabException.reason(e), e);
        }
    }

    private Queries session() {
        if (watched.jobs.isEmpty()) {
            throw ProblemException.unavailable("sql: the lab must be up, it is starting");
        }
        try {
            return Queries.open(tiers, cluster, options.data().tmp());
        } catch (LabException e) {
            throw ProblemException.unavailable(LabException.reason(e));
        }
    }

    private BusProgress startBus() throws Exception {
        BusTopics.ensure(
                access.connection(),
                Bus.LIVE_STREAM,
                BusSettings.read(surroundings.environment()).kept(),
                TOPICS_WITHIN);
        var progress = new BusProgress(access.connection(), Bus.LIVE_STREAM);
        watched.bus = Optional.of(progress);
        return progress;
    }

    /** Once it is known whose clock the market goes by. */
    private void startTally() {
        var tally =
                new ClearingTally(
                        access.connection(), Bus.LIVE_STREAM, new LakeRows(tiers), marketClock);
        watched.clearing = Optional.of(tally);
        health.check("tally", tally::trouble);
        tally.start();
    }

    /** Before there is anybody who goes by them. */
    private Optional<TermsChange> setTerms(FeedChoice feed)
            throws LabException, InterruptedException {
        try {
            return new TermsDesk(access.connection(), Bus.LIVE_STREAM, marketClock, clock)
                    .settle(options.terms(), feed);
        } catch (BusException e) {
            throw new LabException("terms: they must be written down, " + e.getMessage(), e);
        }
    }

    private FlussServer startFluss() throws IOException, InterruptedException {
        DataDir data = options.data();
        var config =
                new FlussConfig(
                        data.fluss(),
                        data.zookeeper(),
                        options.ports().fluss(),
                        options.ports().zookeeper(),
                        TABLES_READY_WITHIN);
        FlussServer fluss = parts.add(Rank.FLUSS, FlussServer.start(config));
        watched.fluss = Optional.of(fluss);
        return fluss;
    }

    private LabCluster startCluster() throws Exception {
        return parts.add(
                Rank.CLUSTER,
                LabCluster.start(
                        options.data().tmp(),
                        options.parallelism(),
                        OptionalInt.of(options.ports().flinkRest())));
    }

    private LabJobs startJobs() throws Exception {
        var settings = JobSettings.of(options.data().checkpoints(), options.parallelism());
        LabJobs jobs =
                parts.add(
                        Rank.JOBS,
                        LabJobs.start(
                                tiers.withClock(marketClock),
                                settings,
                                cluster.orElseThrow(),
                                clock));
        watched.jobs = Optional.of(jobs);
        return jobs;
    }

    /** Starts those that are not left to processes of their own. */
    private List<Together.Task<LabService>> startServices(
            Together together, LabService... services) {
        return Stream.of(services)
                .filter(service -> !options.without().contains(service))
                .map(service -> together.start(service.toString(), () -> startService(service)))
                .toList();
    }

    private LabService startService(LabService service) throws LabException {
        switch (service) {
            case LANCER ->
                    watched.lancer =
                            Optional.of(parts.add(Rank.LANCER, LancerPart.start(surroundings)));
            case ANALYST ->
                    watched.analyst =
                            Optional.of(parts.add(Rank.ANALYST, AnalystPart.start(surroundings)));
            case CONSENSUS -> {
                // Without a feed the market is somebody else's, and so is the trading.
                boolean isTrading = !(options.feed() instanceof FeedChoice.None);
                watched.desk =
                        Optional.of(
                                parts.add(
                                        Rank.DESK,
                                        DeskPart.start(surroundings.on(marketClock), isTrading)));
            }
        }
        return service;
    }

    private FeedPart startFeed(MarketChoice market) throws LabException {
        FeedPart feed =
                parts.add(
                        Rank.FEED,
                        FeedPart.start(
                                options,
                                market,
                                surroundings.environment(),
                                surroundings.bus(),
                                PARTS_BEHIND_FEED,
                                surroundings.registry(),
                                clock));
        watched.feed = Optional.of(feed);
        return feed;
    }

    /** What a start tells. */
    List<String> page() {
        return new LabPage(
                        options,
                        access,
                        watched.feed.orElseThrow().shown(),
                        watched.jobs.orElseThrow().reports(),
                        watched.jobs.orElseThrow().migrated(),
                        watched.analyst.map(AnalystPart::standing),
                        took())
                .lines();
    }

    private Duration took() {
        return Duration.between(begun, clock.instant());
    }

    /** Throws once a job has failed for good; of other parts that have, it tells. */
    void check() throws LabException {
        partsCheck.tell();
        UntilEnd.check(watched.jobs.orElseThrow().reports());
    }

    /** Waits until every tier holds all that the feed had. */
    void awaitEnd(Consumer<String> say) throws LabException, InterruptedException {
        new UntilEnd(
                        watched.feed.orElseThrow(),
                        watched.desk,
                        watched.analyst,
                        watched.lancer,
                        watched.jobs.orElseThrow(),
                        watched.bus.orElseThrow(),
                        partsCheck,
                        say)
                .await();
    }

    Summary summary() throws LabException, InterruptedException {
        return Summary.of(
                watched.fluss.orElseThrow(),
                new LakeRows(tiers),
                tiers.database(),
                watched.bus.orElseThrow(),
                watched.feed.flatMap(FeedPart::incomplete),
                conflicting(),
                took());
    }

    /**
     * On the bus, as the warm job counts them; the feed's own count where that is not to be had.
     */
    private long conflicting() {
        return watched.jobs
                .map(LabJobs::reports)
                .map(PipelineWatch::counters)
                .flatMap(PipelineWatch::trades)
                .map(PipelineStatus.Trades::conflicting)
                .or(() -> watched.feed.map(FeedPart::conflicting))
                .orElse(0L);
    }

    /** Throws if the feed gave less than it was to give. */
    void checkComplete() throws LabException {
        Optional<String> incomplete = watched.feed.flatMap(FeedPart::incomplete);
        if (incomplete.isPresent()) {
            throw new LabException(incomplete.get());
        }
    }

    @Override
    public void close() {
        parts.close();
        try {
            java.nio.file.Files.deleteIfExists(options.data().controlFile());
        } catch (IOException e) {
            log.warn("control file stays", e);
        }
    }
}
