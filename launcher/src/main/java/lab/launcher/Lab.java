package lab.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lab.console.Console;
import lab.console.PipelineStatus;
import lab.domain.MarketClock;
import lab.flink.sql.LabJobs;
import lab.flink.sql.ShownJobs;
import lab.flink.sql.cluster.LabCluster;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.OnBusLoss;
import lab.flink.sql.job.TierSettings;
import lab.iggy.embedded.EmbeddedBroker;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.bus.Brokers;
import lab.launcher.bus.BusLoss;
import lab.launcher.bus.BusSettings;
import lab.launcher.bus.RootLogin;
import lab.launcher.directory.DiskCheck;
import lab.launcher.directory.LabException;
import lab.launcher.market.LabFeed;
import lab.launcher.process.ControlFile;
import lab.launcher.process.Parts;
import lab.launcher.process.Rank;
import lab.launcher.process.Together;
import lab.launcher.quality.QualityRuns;
import lab.launcher.reset.RebuildWatch;
import lab.launcher.service.LabService;
import lab.launcher.service.ServiceContext;
import lab.launcher.service.ServicePart;
import lab.launcher.service.ServiceProcess;
import lab.launcher.status.ClearingTally;
import lab.launcher.status.PartsCheck;
import lab.launcher.status.PipelineMetrics;
import lab.launcher.status.PipelineWatch;
import lab.launcher.tables.LakeRows;
import lab.servicekit.Health;
import lab.topics.BusConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one JVM. The console comes first, so that a start can be watched; broker, Fluss and
 * Flink come up beside each other; then the jobs, and the feed as soon as there are topics.
 */
final class Lab implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lab.class);

    private final LabPlan plan;
    private final InstantSource clock;
    private final Instant begun;
    private final BrokerAccess access;
    private final ServiceContext context;
    private final TierSettings tiers;
    private final Parts parts = new Parts();
    private final PipelineWatch.Watched watched = new PipelineWatch.Watched();
    private final Health health;
    private final PartsCheck partsCheck;
    private final LabServers servers;
    private final LabServices services;
    private volatile Optional<LabCluster> cluster = Optional.empty();
    private volatile Optional<LabJobs> jobs = Optional.empty();
    private volatile MarketClock marketClock = MarketClock.REAL;
    private volatile Optional<String> brokerLost = Optional.empty();

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
        this.context =
                ServiceContext.of(
                        plan.environment(), plan.ports(), plan.servers(), settings, access, clock);
        this.tiers = context.tiers();
        this.health = new Health(clock);
        this.partsCheck = PartsCheck.of(plan.host(), watched, say);
        this.servers = new LabServers(plan, context, parts, watched);
        this.services = new LabServices(plan, parts, watched, health);
    }

    static Lab start(
            LabPlan plan, Map<String, String> settings, InstantSource clock, Consumer<String> say)
            throws LabException, InterruptedException {
        PlannedPorts.checkFree(plan);
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

    private void startParts(Consumer<String> say)
            throws IOException, LabException, InterruptedException {
        var watch = new PipelineWatch(begun, watched, health, tiers, say);
        parts.add(Rank.STATUS, watch).start();
        DiskCheck disk = DiskCheck.of(plan.data().root());
        disk.addTo(health);
        PipelineMetrics.of(watch, disk, clock, context.registry());
        startConsole(watch);
        try (var together = new Together(say)) {
            Together.Task<MarketClock> choice =
                    together.start("market", () -> plan.market().choose());
            Together.Task<?> bus = together.start("bus", servers::startBus);
            Together.Task<?> fluss = together.start("fluss", servers::startFluss);
            Together.Task<LabCluster> flink = together.start("flink", servers::startCluster);
            List<Together.Task<?>> starting =
                    new ArrayList<>(services.startReaders(together, context));
            marketClock = choice.await();
            bus.await();
            BusLossAnswer losses =
                    BusLossAnswer.look(plan, context, brokerLost, health, clock, say);
            startTally();
            plan.market().prepare(access.connection()).forEach(say);
            starting.addAll(
                    services.startFollowers(
                            together, context.on(marketClock, plan.market().desk())));
            Together.Task<LabFeed> feed = together.start("feed", this::startFeed);
            fluss.await();
            cluster = Optional.of(flink.await());
            together.start("jobs", () -> startJobs(losses.forJobs())).await();
            losses.noteAccepted(say);
            startRebuildWatch(say);
            startQuality(watch);
            for (Together.Task<?> service : starting) {
                service.await();
            }
            watched.services.all().forEach(ServicePart::tablesAreThere);
            feed.await();
        }
    }

    private void startConsole(PipelineWatch watch) throws LabException {
        try {
            Console console =
                    LabConsole.of(
                            plan,
                            context,
                            watch,
                            health,
                            () -> watched.jobs.flatMap(_ -> cluster),
                            plan.market().routes());
            watched.hotTime = console.market()::newestEventTime;
            parts.add(Rank.CONSOLE, console).start();
        } catch (RuntimeException e) {
            throw new LabException("console: it must start, " + LabException.reason(e), e);
        }
    }

    private void startRebuildWatch(Consumer<String> say) throws LabException {
        RebuildWatch rebuild =
                parts.add(
                        Rank.REBUILD,
                        new RebuildWatch(
                                plan.environment().own(),
                                access.connection(),
                                BusSettings.read(context.settings()).kept(),
                                say));
        rebuild.addTo(health);
        rebuild.start();
    }

    /** Of the live market alone: a replay keeps no cold tier of its own. */
    private void startQuality(PipelineWatch watch) throws LabException {
        if (plan.environment().isLive()) {
            QualityRuns runs =
                    parts.add(
                            Rank.REBUILD,
                            "quality",
                            QualityRuns.of(
                                    context.on(marketClock, plan.market().desk()),
                                    watch::newestEvent));
            watched.quality = runs;
            runs.start();
        }
    }

    /** Once it is known whose clock the market goes by. */
    private void startTally() {
        var tally =
                new ClearingTally(
                        access.connection(),
                        tiers.stream(),
                        new LakeRows(tiers),
                        marketClock,
                        PipelineMetrics.clearingDelay(context.registry())::record);
        watched.clearing = Optional.of(tally);
        health.check("tally", tally::trouble);
        tally.start();
    }

    private LabJobs startJobs(OnBusLoss onBusLoss) throws Exception {
        var settings = JobSettings.of(plan.environment().own().checkpoints(), plan.parallelism());
        LabJobs started =
                parts.add(
                        Rank.JOBS,
                        LabJobs.startOnly(
                                BookJobs.wanted(plan, watched.bus.orElseThrow()),
                                tiers.withClock(marketClock),
                                settings,
                                cluster.orElseThrow(),
                                clock,
                                onBusLoss));
        jobs = Optional.of(started);
        watched.jobs = Optional.of(started);
        return started;
    }

    private LabFeed startFeed() throws LabException, InterruptedException {
        LabFeed feed = parts.add(Rank.FEED, plan.market().start(context.bus(), context.registry()));
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
                        jobs.orElseThrow().migrated(),
                        watched.services,
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
                        watched.services,
                        jobs.orElseThrow(),
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
                .map(ShownJobs::reports)
                .map(PipelineWatch::counters)
                .flatMap(PipelineWatch::trades)
                .map(PipelineStatus.Trades::conflicting)
                .or(() -> watched.feed.map(LabFeed::conflicting))
                .orElse(0L);
    }

    /** Where its bus is. */
    BusConnection bus() {
        return context.bus();
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
            Files.deleteIfExists(plan.environment().own().controlFile());
        } catch (IOException e) {
            log.warn("control file stays", e);
        }
    }
}
