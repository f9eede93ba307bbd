package lab.launcher.status;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lab.console.PipelineStatus;
import lab.console.PipelineStatus.Tier;
import lab.flink.sql.ShownJobs;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.TierSettings;
import lab.launcher.bus.BusProgress;
import lab.launcher.directory.LabException;
import lab.launcher.fluss.FlussTables;
import lab.launcher.market.FeedPart;
import lab.launcher.market.LabFeed;
import lab.launcher.service.RunningServices;
import lab.launcher.tables.LakeRows;
import lab.launcher.tables.LakeTimes;
import lab.servicekit.Health;
import lab.servicekit.Worker;
import lab.topics.BusException;
import lab.topics.Topic;
import org.apache.fluss.metadata.TablePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all parts once a second and keeps what it saw: whoever asks how the lab is gets the last
 * look, at no cost. Says when a job falls over and when it runs again.
 */
public final class PipelineWatch implements AutoCloseable, Supplier<PipelineStatus> {
    private static final Logger log = LoggerFactory.getLogger(PipelineWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration TOO_OLD = Duration.ofSeconds(30);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(1);
    private static final int LOOKS_PER_LOOK_AT_FILES = 10;

    /** Paimon lets a restored job start once more after it has committed what was open. */
    private static final String ON_PURPOSE =
            "intentionally thrown after committing the restored checkpoints";

    private static final List<String> HOT_LOGS = List.of("ticks", "trades");

    /** The one job whose tables are a server's. */
    private static final String HOT = "hot";

    /** The parts that are watched, as soon as each runs. */
    public static final class Watched {
        public volatile Optional<BusProgress> bus = Optional.empty();
        public volatile Optional<FlussTables> fluss = Optional.empty();
        public volatile Optional<ShownJobs> jobs = Optional.empty();
        public volatile Optional<LabFeed> feed = Optional.empty();
        public final RunningServices services = new RunningServices();
        public volatile Optional<ClearingTally> clearing = Optional.empty();

        /** What was found in the data. */
        public volatile Supplier<Optional<PipelineStatus.Quality>> quality = Optional::empty;

        /** Up to when the hot tier was read by who follows it. */
        public volatile Supplier<Optional<Instant>> hotTime = Optional::empty;
    }

    private final Instant started;
    private final Watched watched;
    private final Health health;
    private final String database;
    private final LakeRows lake;
    private final LakeTimes lakeTimes;
    private final Consumer<String> say;
    private final Map<String, String> saidStates = new HashMap<>();
    private final Set<String> fallen = new HashSet<>();
    private final Worker worker;
    private List<Tier> lakeTiers = List.of();
    private long looks;
    private volatile PipelineStatus last;
    private volatile long lookedAtNanos = System.nanoTime();
    private volatile String looksAt = "the start";
    private Optional<String> flussTrouble = Optional.empty();

    public PipelineWatch(
            Instant started,
            Watched watched,
            Health health,
            TierSettings tiers,
            Consumer<String> say) {
        this.started = started;
        this.watched = watched;
        this.health = health;
        this.database = tiers.database();
        this.lake = new LakeRows(tiers);
        this.lakeTimes = new LakeTimes(tiers);
        this.say = say;
        for (String part : List.of("broker", "fluss", "jobs", "feed")) {
            health.part(part);
        }
        this.last = status(List.of(), List.of(), 0, Map.of());
        this.worker = new Worker("pipeline-watch", BETWEEN_LOOKS, this::lookOnce);
        health.check("watch", this::trouble);
    }

    public void start() {
        worker.start();
    }

    /** The last look, with what the parts say by now. */
    @Override
    public PipelineStatus get() {
        return last.withParts(health.snapshot());
    }

    /** Whatever a client of a part that comes and goes throws, the next look finds out more. */
    private Duration lookOnce() throws InterruptedException {
        look();
        lookedAtNanos = System.nanoTime();
        return BETWEEN_LOOKS;
    }

    /** Why what is shown is old, if it is. */
    private Optional<String> trouble() {
        return worker.trouble()
                .map("what is shown may be old, looking fails: "::concat)
                .or(() -> tooOld(Duration.ofNanos(System.nanoTime() - lookedAtNanos), looksAt));
    }

    static Optional<String> tooOld(Duration age, String looksAt) {
        return age.compareTo(TOO_OLD) < 0
                ? Optional.empty()
                : Optional.of(
                        "what is shown is %d s old: %s takes as long"
                                .formatted(age.toSeconds(), looksAt));
    }

    private void look() throws InterruptedException {
        looksAt = "asking Flink how the jobs are";
        List<JobReport> reports = watched.jobs.map(ShownJobs::reports).orElse(List.of());
        reports.forEach(this::sayIfChanged);
        looksAt = "asking the broker for the ends of topics";
        List<PipelineStatus.Job> jobs = new ArrayList<>();
        long deadLetters = last.deadLetters();
        try {
            for (JobReport report : reports) {
                jobs.add(job(report));
            }
            if (watched.bus.isPresent()) {
                deadLetters = watched.bus.get().ends().messages(Topic.DLQ);
                health.part("broker").up();
            }
        } catch (BusException e) {
            health.part("broker").down(LabException.reason(e));
        }
        if (watched.jobs.isPresent()) {
            jobsHealth(reports);
            watched.feed
                    .flatMap(LabFeed::trouble)
                    .ifPresentOrElse(
                            reason -> health.part("feed").down(reason),
                            () -> health.part("feed").up());
        }
        last = status(jobs, tiers(), deadLetters, counters(reports));
    }

    public static Map<String, Long> counters(List<JobReport> reports) {
        Map<String, Long> counters = new HashMap<>();
        reports.forEach(report -> counters.putAll(report.counters()));
        return counters;
    }

    private void jobsHealth(List<JobReport> reports) {
        Optional<JobReport> fallen =
                reports.stream().filter(report -> !report.isRunning()).findFirst();
        fallen.ifPresentOrElse(
                report -> health.part("jobs").down(standing(report)),
                () -> health.part("jobs").up());
    }

    private static String standing(JobReport report) {
        return report.isRefused()
                ? report.failure().orElse(report.job() + " is refused")
                : report.job() + " is " + report.state();
    }

    private void sayIfChanged(JobReport report) {
        String before = saidStates.put(report.job(), report.state());
        if (before == null || before.equals(report.state())) {
            return;
        }
        log.info("job changed job={} from={} to={}", report.job(), before, report.state());
        switch (report.state()) {
            case "RESTARTING", "FAILING" -> {
                Optional<String> failure = failure(report);
                if (failure.isPresent() && fallen.add(report.job())) {
                    say.accept(
                            "job %s fell over and starts again: %s"
                                    .formatted(report.job(), failure.get()));
                }
            }
            case "RUNNING" -> {
                if (fallen.remove(report.job())) {
                    say.accept("job %s runs".formatted(report.job()));
                }
            }
            default -> log.info("nothing to say about state={}", report.state());
        }
    }

    /** Why a job fell over, unless it did so on purpose. */
    static Optional<String> failure(JobReport report) {
        return report.failure().filter(reason -> !reason.contains(ON_PURPOSE));
    }

    private PipelineStatus.Job job(JobReport report) throws BusException, InterruptedException {
        Optional<Long> lag =
                watched.bus.isPresent()
                        ? Optional.of(watched.bus.get().behind(report.sources()))
                        : Optional.empty();
        return new PipelineStatus.Job(
                report.job(),
                report.state(),
                lag,
                report.lastCheckpoint().map(JobReport.Checkpoint::completed),
                failure(report),
                notes(report, flussTrouble));
    }

    /**
     * A job whose server is away waits in it and goes on saying that it runs.
     *
     * @param flussTrouble why Fluss does not answer, if it does not
     */
    static List<String> notes(JobReport report, Optional<String> flussTrouble) {
        List<String> notes = new ArrayList<>(report.notes());
        if (report.job().equals(HOT) && report.isRunning()) {
            flussTrouble.ifPresent(trouble -> notes.add("it writes nothing, fluss " + trouble));
        }
        return notes;
    }

    /** Once a full disk has stopped it, it does not come back by itself. */
    static String flussDown(String reason) {
        return "does not answer: %s; if that stays so, look at the disk, then ./lab down and ./lab up"
                .formatted(reason);
    }

    private List<Tier> tiers() throws InterruptedException {
        looksAt = "asking Fluss how many rows there are";
        List<Tier> tiers = new ArrayList<>(hot());
        looksAt = "reading the snapshots of the warm and the cold tier";
        if (watched.jobs.isPresent()) {
            if (looks++ % LOOKS_PER_LOOK_AT_FILES == 0) {
                lakeTiers = lake();
            }
            tiers.addAll(lakeTiers);
        }
        return tiers;
    }

    private List<Tier> hot() throws InterruptedException {
        Optional<FlussTables> fluss = watched.fluss;
        if (fluss.isEmpty()) {
            return List.of();
        }
        try {
            long rows = 0;
            for (String table : HOT_LOGS) {
                TablePath path = TablePath.of(database, table);
                rows +=
                        fluss.get().nextOffsets(path).values().stream()
                                .mapToLong(Long::longValue)
                                .sum();
            }
            health.part("fluss").up();
            flussTrouble = Optional.empty();
            return List.of(new Tier(HOT, watched.hotTime.get(), Optional.of(rows)));
        } catch (IOException e) {
            if (watched.jobs.isPresent()) {
                flussTrouble = Optional.of(flussDown(LabException.reason(e)));
                health.part("fluss").down(flussTrouble.get());
            }
            return List.of();
        }
    }

    private List<Tier> lake() {
        try {
            List<Tier> tiers = new ArrayList<>();
            // How many rows a keyed table has is known to who reads it only.
            tiers.add(new Tier("warm", lakeTimes.warm(), Optional.empty()));
            Map<String, Long> cold = lake.cold();
            if (!cold.isEmpty()) {
                long rows = cold.values().stream().mapToLong(Long::longValue).sum();
                tiers.add(new Tier("cold", lakeTimes.cold(), Optional.of(rows)));
            }
            return tiers;
        } catch (IOException | RuntimeException e) {
            // A table that is being written to while it is looked at; the next look will do.
            log.info("tables not read reason={}", e.toString());
            return lakeTiers;
        }
    }

    private PipelineStatus status(
            List<PipelineStatus.Job> jobs,
            List<Tier> tiers,
            long deadLetters,
            Map<String, Long> counters) {
        return new PipelineStatus(
                started,
                watched.feed.map(LabFeed::shown).orElseGet(FeedPart::none),
                health.snapshot(),
                jobs,
                tiers,
                newestEventTime(),
                deadLetters,
                trades(counters),
                watched.clearing.map(tally -> tally.shown(counters, newestEventTime(tiers))),
                watched.quality.get());
    }

    /** The newest event that the feed has shown, or that the tiers hold, as of the last look. */
    public Optional<Instant> newestEvent() {
        return newestEventTime(last.tiers());
    }

    private Optional<Instant> newestEventTime() {
        return watched.feed.flatMap(LabFeed::newestEventTime);
    }

    /** Of the feed; where that runs elsewhere or has shown nothing yet, of what the tiers hold. */
    private Optional<Instant> newestEventTime(List<Tier> tiers) {
        return newestEventTime()
                .or(() ->
                        tiers.stream()
                                .map(Tier::newestEventTime)
                                .flatMap(Optional::stream)
                                .max(Instant::compareTo));
    }

    /** As the warm job counts them: of all that the bus carried, whoever put it there. */
    public static Optional<PipelineStatus.Trades> trades(Map<String, Long> counters) {
        Long repeats = counters.get("candles.repeats");
        Long conflicting = counters.get("candles.conflicting");
        return repeats == null || conflicting == null
                ? Optional.empty()
                : Optional.of(new PipelineStatus.Trades(repeats, conflicting));
    }

    @Override
    public void close() {
        worker.closeNow(CLOSES_WITHIN);
        watched.clearing.ifPresent(ClearingTally::close);
        watched.bus.ifPresent(BusProgress::close);
    }
}
