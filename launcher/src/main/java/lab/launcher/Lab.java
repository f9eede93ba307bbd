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
import lab.flink.sql.BusLossCheck;
import lab.flink.sql.BusLossTable;
import lab.flink.sql.JobReport;
import lab.flink.sql.JobSettings;
import lab.flink.sql.LabCluster;
import lab.flink.sql.LabJobs;
import lab.flink.sql.OnBusLoss;
import lab.flink.sql.TierSettings;
import lab.iggy.embedded.EmbeddedBroker;
import lab.launcher.fluss.FlussConfig;
import lab.launcher.fluss.FlussServer;
import lab.launcher.fluss.FlussTables;
import lab.launcher.query.Queries;
import lab.launcher.query.SqlRoute;
import lab.servicekit.Health;
import lab.servicekit.LongWait;
import lab.servicekit.ProblemException;
import lab.topics.BusConnection;
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
    static final Set<String> PARTS_BEHIND_FEED = Set.of("clearing", DESK);

    private final LabPlan plan;
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
    private volatile Optional<String> brokerLost = Optional.empty();
    private volatile OnBusLoss onBusLoss = OnBusLoss.NOTHING_LOST;

    private Lab(
            LabPlan plan,
            Map<String, String> settings,
            BrokerAccess access,
            InstantSource clock,
            Instant begun,
            Consumer<String> say) {
        this.plan = plan;
        this.clock = clock;
        this.begun = begun;
        this.access = access;
        this.surroundings =
                PartSurroundings.of(
                        plan.environment(), plan.ports(), plan.servers(), settings, access, clock);
        this.tiers = surroundings.tiers();
        this.health = new Health(clock);
        this.partsCheck = partsCheck(plan, watched, say);
    }

    private static PartsCheck partsCheck(
            LabPlan plan, PipelineWatch.Watched watched, Consumer<String> say) {
        List<PartsCheck.Part> checked = new ArrayList<>();
        if (plan.isAttached()) {
            var host = new HostLab(plan.data(), System::nanoTime);
            checked.add(new PartsCheck.Part("lab", host::failure));
        }
        checked.addAll(
                List.of(
                        new PartsCheck.Part("feed", () -> watched.feed.flatMap(LabFeed::failure)),
                        new PartsCheck.Part(
                                "paper desk", () -> watched.desk.flatMap(DeskPart::failure)),
                        new PartsCheck.Part(
                                "analyst", () -> watched.analyst.flatMap(AnalystPart::failure)),
                        new PartsCheck.Part(
                                "pattern service",
                                () -> watched.lancer.flatMap(LancerPart::failure))));
        return new PartsCheck(
                checked,
                () ->
                        watched.feed
                                .flatMap(LabFeed::waitingFor)
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

    /** Of the live market. */
    static Lab start(
            LabOptions options,
            Map<String, String> settings,
            InstantSource clock,
            Consumer<String> say)
            throws LabException, InterruptedException {
        return start(
                LabPlan.live(options, new FeedMarket(options, settings, clock)),
                settings,
                clock,
                say);
    }

    static Lab start(
            LabPlan plan, Map<String, String> settings, InstantSource clock, Consumer<String> say)
            throws LabException, InterruptedException {
        checkPorts(plan);
        plan.market().check();
        Instant begun = clock.instant();
        if (!plan.hasBroker()) {
            BrokerAccess access =
                    plan.broker().isPresent()
                            ? BrokerAccess.foreign(plan.broker().get(), plan.data(), settings)
                            : BrokerAccess.ofLab(plan.data(), plan.servers());
            return new Lab(plan, settings, access, clock, begun, say).started(say);
        }
        RootLogin.keep(plan.data(), settings);
        EmbeddedBroker broker =
                Brokers.embedded(plan.data(), plan.servers(), BusSettings.read(settings), clock);
        var access = BrokerAccess.embedded(plan.data(), plan.servers(), broker.root());
        var lab = new Lab(plan, settings, access, clock, begun, say);
        lab.parts.add(Rank.BROKER, broker);
        lab.brokerLost = BusLoss.of(broker.recovery());
        return lab.started(say);
    }

    private Lab started(Consumer<String> say) throws LabException, InterruptedException {
        try {
            ControlFile.ofThisProcess(plan.ports()).writeTo(plan.environment().own());
            for (LabService service : LabService.values()) {
                if (!plan.without().contains(service)) {
                    ServiceProcess.forget(service, plan.environment().own());
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

    private static void checkPorts(LabPlan plan) throws LabException {
        Set<Ports.Named> ofOthers =
                plan.without().stream()
                        .map(service -> service.port(plan.ports()))
                        .collect(Collectors.toUnmodifiableSet());
        List<Ports.Named> needed =
                Stream.concat(
                                plan.ports().ofServices().stream(),
                                plan.isAttached()
                                        ? Stream.empty()
                                        : plan.servers().ofServers().stream())
                        .filter(port -> !ofOthers.contains(port))
                        .filter(port ->
                                plan.broker().isEmpty() || port.number() != plan.servers().iggy())
                        .toList();
        Optional<Ports.Named> busy = Ports.firstBusy(needed);
        if (busy.isPresent()) {
            Optional<String> service =
                    Stream.of(LabService.values())
                            .filter(each -> each.port(plan.ports()).equals(busy.get()))
                            .map(each ->
                                    "; if that is ./lab service %s, --without %s"
                                            .formatted(each, each))
                            .findFirst();
            throw new LabException(
                    "port %d (%s): it must be free, another program listens there; stop that or start with another --port-offset%s"
                            .formatted(busy.get().number(), busy.get().what(), service.orElse("")));
        }
    }

    private void startParts(Consumer<String> say)
            throws IOException, LabException, InterruptedException {
        var watch = new PipelineWatch(begun, watched, health, tiers, say);
        parts.add(Rank.STATUS, watch).start();
        DiskCheck disk = DiskCheck.of(plan.data().root());
        disk.addTo(health);
        PipelineMetrics.of(watch, disk, clock, surroundings.registry());
        startConsole(watch);
        try (var together = new Together(say)) {
            Together.Task<MarketClock> choice =
                    together.start("market", () -> plan.market().choose());
            Together.Task<?> bus = together.start("bus", this::startBus);
            Together.Task<?> fluss = together.start("fluss", this::startFluss);
            Together.Task<LabCluster> flink = together.start("flink", this::startCluster);
            List<Together.Task<?>> services = new ArrayList<>();
            services.addAll(startServices(together, LabService.LANCER, LabService.ANALYST));
            marketClock = choice.await();
            bus.await();
            lookForBusLosses(say);
            startTally();
            plan.market().prepare(access.connection()).forEach(say);
            services.addAll(startServices(together, LabService.CONSENSUS));
            Together.Task<LabFeed> feed = together.start("feed", this::startFeed);
            fluss.await();
            cluster = Optional.of(flink.await());
            together.start("jobs", this::startJobs).await();
            noteAcceptedLosses(say);
            startRebuildWatch(say);
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
                                plan.ports().console(),
                                new HotConfig(
                                        List.of(tiers.flussServers()),
                                        tiers.database(),
                                        HOT_BACKLOG))
                        .withDesk(local(plan.ports().consensus()))
                        .withLancer(local(plan.ports().lancer()))
                        .withAnalyst(local(plan.ports().analyst()));
        var consoles =
                new Console.Surroundings(
                        clock,
                        surroundings.registry(),
                        health,
                        surroundings.token(),
                        watch,
                        new CandleTable(tiers),
                        new AnnotationTable(tiers),
                        new RunList(plan.environment().data().backtests()),
                        Stream.concat(Stream.of(sql::addTo), plan.market().routes().stream())
                                .toList());
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
            return Queries.open(tiers, cluster, plan.environment().own().tmp());
        } catch (LabException e) {
            throw ProblemException.unavailable(LabException.reason(e));
        }
    }

    private BusProgress startBus() throws Exception {
        if (plan.isAnew()) {
            BusTopics.remove(access.connection(), tiers.stream(), TOPICS_WITHIN);
        }
        BusTopics.ensure(
                access.connection(),
                tiers.stream(),
                RebuildWatch.retention(
                        plan.environment().own(), BusSettings.read(surroundings.settings()).kept()),
                TOPICS_WITHIN);
        var progress = new BusProgress(access.connection(), tiers.stream());
        watched.bus = Optional.of(progress);
        return progress;
    }

    /** Before the feed begins: what it writes would take the place of what is lost. */
    private void lookForBusLosses(Consumer<String> say)
            throws IOException, LabException, InterruptedException {
        DataDir own = plan.environment().own();
        BusLosses losses =
                plan.isAnew()
                        ? new BusLosses(List.of())
                        : BusLosses.read(own)
                                .and(
                                        BusLossCheck.look(
                                                tiers,
                                                own.checkpoints(),
                                                plan.jobs(),
                                                clock.instant()));
        if (losses.isEmpty()) {
            brokerLost.ifPresent(lost -> {
                health.part("bus").down(lost);
                say.accept(lost);
            });
            return;
        }
        losses.write(own);
        boolean accepted =
                BusSettings.read(surroundings.settings()).onLoss() == BusSettings.OnLoss.ACCEPT;
        onBusLoss = new OnBusLoss(accepted, losses.lost());
        String line = OnBusLoss.line(losses.lost());
        log.warn("bus loss accepted={} {}", accepted, line);
        if (accepted) {
            say.accept(line + "; accepted, the jobs go on without them");
        } else {
            String told = line + "; " + OnBusLoss.WHAT_TO_DO;
            health.part("bus").down(told);
            say.accept(told);
        }
    }

    /** Once the cold job has seen to its tables. */
    private void noteAcceptedLosses(Consumer<String> say) throws IOException {
        if (!onBusLoss.accepted()) {
            return;
        }
        if (!BusLossTable.add(tiers, onBusLoss.lost())) {
            say.accept("what the bus has lost is in no table, as this lab has no cold tier");
        }
        BusLosses.forget(plan.environment().own());
    }

    private void startRebuildWatch(Consumer<String> say) throws LabException {
        RebuildWatch rebuild =
                parts.add(
                        Rank.REBUILD,
                        new RebuildWatch(
                                plan.environment().own(),
                                access.connection(),
                                BusSettings.read(surroundings.settings()).kept(),
                                say));
        rebuild.addTo(health);
        rebuild.start();
    }

    /** Once it is known whose clock the market goes by. */
    private void startTally() {
        var tally =
                new ClearingTally(
                        access.connection(),
                        tiers.stream(),
                        new LakeRows(tiers),
                        marketClock,
                        PipelineMetrics.clearingDelay(surroundings.registry())::record);
        watched.clearing = Optional.of(tally);
        health.check("tally", tally::trouble);
        tally.start();
    }

    private FlussTables startFluss() throws IOException, InterruptedException {
        FlussTables tables = plan.isAttached() ? connectToFluss() : startServer().tables();
        if (plan.isAnew()) {
            tables.drop(tiers.database());
        }
        watched.fluss = Optional.of(tables);
        return tables;
    }

    /** That of the lab which this one is attached to. */
    private FlussTables connectToFluss() throws IOException, InterruptedException {
        FlussTables tables = FlussTables.connect(tiers.flussServers());
        parts.add(Rank.FLUSS, tables::closeSoon);
        tables.awaitAnswer(TABLES_READY_WITHIN);
        return tables;
    }

    private FlussServer startServer() throws IOException, InterruptedException {
        DataDir data = plan.data();
        return parts.add(
                Rank.FLUSS,
                FlussServer.start(
                        new FlussConfig(
                                data.fluss(),
                                data.zookeeper(),
                                plan.servers().fluss(),
                                plan.servers().zookeeper(),
                                TABLES_READY_WITHIN)));
    }

    private LabCluster startCluster() throws Exception {
        LabCluster started =
                parts.add(
                        Rank.CLUSTER,
                        LabCluster.start(
                                plan.environment().own().tmp(),
                                plan.parallelism(),
                                OptionalInt.of(plan.ports().flinkRest())));
        surroundings
                .registry()
                .getPrometheusRegistry()
                .register(new FlinkCollector(started.metrics()::samples));
        return started;
    }

    private LabJobs startJobs() throws Exception {
        var settings = JobSettings.of(plan.environment().own().checkpoints(), plan.parallelism());
        LabJobs jobs =
                parts.add(
                        Rank.JOBS,
                        LabJobs.startOnly(
                                plan.jobs(),
                                tiers.withClock(marketClock),
                                settings,
                                cluster.orElseThrow(),
                                clock,
                                onBusLoss));
        watched.jobs = Optional.of(jobs);
        return jobs;
    }

    /** Starts those that are not left to processes of their own. */
    private List<Together.Task<LabService>> startServices(
            Together together, LabService... services) {
        return Stream.of(services)
                .filter(service -> !plan.without().contains(service))
                .map(service -> together.start(service.toString(), () -> startService(service)))
                .toList();
    }

    private LabService startService(LabService service) throws LabException {
        switch (service) {
            case LANCER -> {
                LancerPart lancer = parts.add(Rank.LANCER, LancerPart.start(surroundings));
                watched.lancer = Optional.of(lancer);
                show("pattern service", lancer);
            }
            case ANALYST -> {
                AnalystPart analyst = parts.add(Rank.ANALYST, AnalystPart.start(surroundings));
                watched.analyst = Optional.of(analyst);
                show("analyst", analyst);
            }
            case CONSENSUS -> {
                DeskPart desk =
                        parts.add(
                                Rank.DESK,
                                DeskPart.start(surroundings.on(marketClock), plan.market().desk()));
                watched.desk = Optional.of(desk);
                show("paper desk", desk);
            }
        }
        return service;
    }

    /** What a service says on its own port of its troubles is not seen by who looks at the page. */
    private void show(String name, ServicePart part) {
        health.check(
                name,
                () -> part.failure().map(reason -> "has failed; " + reason + held(name)),
                part::note);
    }

    /** What a part that has failed for good keeps waiting. */
    private String held(String name) {
        return name.endsWith(DESK) && watched.feed.flatMap(LabFeed::waitingFor).isPresent()
                ? "; the market waits for it, ./lab up --without consensus goes on without it"
                : "";
    }

    private LabFeed startFeed() throws LabException, InterruptedException {
        LabFeed feed =
                parts.add(
                        Rank.FEED,
                        plan.market().start(surroundings.bus(), surroundings.registry()));
        watched.feed = Optional.of(feed);
        return feed;
    }

    /** What a start tells. */
    List<String> page() {
        return new LabPage(
                        plan,
                        access,
                        watched.feed.orElseThrow().begun(),
                        watched.jobs.orElseThrow().reports(),
                        watched.jobs.orElseThrow().migrated(),
                        watched.analyst.map(AnalystPart::standing),
                        watched.desk.map(DeskPart::told).orElse(List.of()),
                        took())
                .lines();
    }

    private Duration took() {
        return Duration.between(begun, clock.instant());
    }

    /** Throws once a job has failed for good; of other parts that have, it tells. */
    void check() throws LabException {
        partsCheck.tell();
        try {
            ControlFile.ofThisProcess(plan.ports()).keepIn(plan.environment().own());
        } catch (IOException e) {
            log.warn("control file cannot be kept", e); // the disk's part says why
        }
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
                plan.environment(),
                watched.fluss.orElseThrow(),
                new LakeRows(tiers),
                watched.bus.orElseThrow(),
                watched.feed.flatMap(LabFeed::incomplete),
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
                .or(() -> watched.feed.map(LabFeed::conflicting))
                .orElse(0L);
    }

    /** Where its bus is. */
    BusConnection bus() {
        return surroundings.bus();
    }

    /** Throws if the feed gave less than it was to give. */
    void checkComplete() throws LabException {
        Optional<String> incomplete = watched.feed.flatMap(LabFeed::incomplete);
        if (incomplete.isPresent()) {
            throw new LabException(incomplete.get());
        }
    }

    @Override
    public void close() {
        parts.close();
        try {
            java.nio.file.Files.deleteIfExists(plan.environment().own().controlFile());
        } catch (IOException e) {
            log.warn("control file stays", e);
        }
    }
}
