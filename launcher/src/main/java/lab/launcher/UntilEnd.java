package lab.launcher;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.flink.sql.JobReport;
import lab.flink.sql.LabJobs;
import lab.servicekit.LongWait;
import lab.topics.BusException;
import lab.topics.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until every tier holds all that the feed had. No clock decides: the feed says that the
 * broker has acknowledged its last message; the desk, that nothing is left to decide and all its
 * orders are answered; then each job takes checkpoints until one covers what its topics hold, and
 * one more, by which the commits of that one can be read; then the analyst and the pattern service,
 * that they have said on the bus what there is to say of all that can be read; and that is waited
 * for in its tiers.
 *
 * <p>The cold job puts what it cannot read onto a topic that it reads itself; the ends of topics
 * are asked anew each time, so that these are waited for too. Services in processes of their own
 * are not waited for.
 */
final class UntilEnd {
    private static final Logger log = LoggerFactory.getLogger(UntilEnd.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration TELLS_AFTER = Duration.ofSeconds(30);

    /** What the desk decides by. */
    private static final Set<Topic> MARKET = Set.of(Topic.TRADES, Topic.PRICES, Topic.HEARTBEATS);

    private static final String CLEARING = "clearing";
    private static final String WARM = "warm";
    private static final String COLD = "cold";

    /** The second one began when all that it has to see was there. */
    private static final int LOOKS = 2;

    /** A single checkpoint; a job that is restarting takes none, and is asked again. */
    private static final Duration CHECKPOINT_TAKES_MAX = Duration.ofMinutes(2);

    private final LabFeed feed;
    private final Optional<DeskPart> desk;
    private final Optional<AnalystPart> analyst;
    private final Optional<LancerPart> lancer;
    private final LabJobs jobs;
    private final BusProgress bus;
    private final PartsCheck parts;
    private final LongWait wait;

    UntilEnd(
            LabFeed feed,
            Optional<DeskPart> desk,
            Optional<AnalystPart> analyst,
            Optional<LancerPart> lancer,
            LabJobs jobs,
            BusProgress bus,
            PartsCheck parts,
            Consumer<String> say) {
        this.parts = parts;
        this.lancer = lancer;
        this.feed = feed;
        this.desk = desk;
        this.analyst = analyst;
        this.jobs = jobs;
        this.bus = bus;
        this.wait =
                new LongWait(
                        TELLS_AFTER,
                        System::nanoTime,
                        line -> {
                            log.info("end of the feed: {}", line);
                            say.accept(line);
                        });
    }

    void await() throws LabException, InterruptedException {
        while (!feed.isEnded()) {
            mustRun();
            Thread.sleep(BETWEEN_LOOKS);
        }
        log.info("feed ended");
        while (desk.isPresent() && !desk.get().isDone(hasMarket())) {
            mustRun();
            pause("the desk to decide all", desk.map(DeskPart::standing).orElse(""));
        }
        log.info("desk has decided all");
        // What the clearing house says goes into the tiers too.
        if (jobs.reports().stream().anyMatch(report -> report.job().equals(CLEARING))) {
            awaitTier(CLEARING);
        }
        for (JobReport report : jobs.reports()) {
            if (!report.job().equals(CLEARING)) {
                awaitTier(report.job());
            }
        }
        awaitAnnotations();
    }

    /** What the tiers hold by then may be commented on still, and that goes into a tier too. */
    private void awaitAnnotations() throws LabException, InterruptedException {
        long enough = idleLooks() + LOOKS;
        while (!analyst.map(AnalystPart::isDone).orElse(true)
                || (lancer.isPresent() && idleLooks() < enough)) {
            mustRun();
            pause("the analyst and the pattern service to say all", saidAll());
        }
        log.info("analyst and pattern service have said all");
        for (JobReport report : jobs.reports()) {
            if (report.job().equals(WARM) || report.job().equals(COLD)) {
                awaitTier(report.job());
            }
        }
    }

    private String saidAll() {
        boolean hasAnalyst = analyst.map(AnalystPart::isDone).orElse(true);
        return Stream.of(
                        Optional.of(hasAnalyst ? "the analyst has" : "the analyst has not"),
                        analyst.flatMap(AnalystPart::trouble),
                        lancer.flatMap(LancerPart::trouble))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
    }

    /** As long as the bus does not say that it has none, there is one. */
    private boolean hasMarket() throws InterruptedException {
        try {
            BusProgress.Ends ends = bus.ends();
            return MARKET.stream().anyMatch(topic -> ends.messages(topic) > 0);
        } catch (BusException e) {
            log.warn("bus did not say what it holds", e);
            return true;
        }
    }

    private void pause(String what, String details) throws InterruptedException {
        wait.on(what, details);
        Thread.sleep(BETWEEN_LOOKS);
    }

    private long idleLooks() {
        return lancer.map(LancerPart::idleLooks).orElse(0L);
    }

    private void awaitTier(String job) throws LabException, InterruptedException {
        while (true) {
            mustRun();
            if (checkpoint(job) && isCovered(job) && checkpoint(job)) {
                log.info("tier holds all job={}", job);
                return;
            }
            pause("the tier of job %s to hold all".formatted(job), report(job).state());
        }
    }

    private boolean isCovered(String job) throws InterruptedException {
        try {
            return bus.behind(report(job).sources()) == 0;
        } catch (BusException e) {
            log.warn("bus did not say how far it is", e);
            return false;
        }
    }

    private boolean checkpoint(String job) throws InterruptedException {
        try {
            jobs.checkpoint(job, CHECKPOINT_TAKES_MAX);
            return true;
        } catch (TimeoutException | IllegalStateException e) {
            log.info("checkpoint to be asked for again job={} reason={}", job, e.toString());
            return false;
        }
    }

    private JobReport report(String job) {
        return jobs.reports().stream()
                .filter(report -> report.job().equals(job))
                .findFirst()
                .orElseThrow();
    }

    /** Else what is waited for does not come. */
    private void mustRun() throws LabException {
        parts.mustRun();
        mustRun(jobs.reports());
    }

    /** Each job must run, or be about to do so again: the tier of any other never holds all. */
    static void mustRun(List<JobReport> reports) throws LabException {
        check(reports);
        for (JobReport report : reports) {
            if (report.isRefused()) {
                throw new LabException(
                        "--until-end: every job must run; "
                                + report.failure().orElse(report.job() + " does not"));
            }
            if (report.isBeyondRestart() && !report.isRunning()) {
                throw new LabException(
                        "job %s: it must run, fails at each restart; %s"
                                .formatted(
                                        report.job(), report.failure().orElse("no reason given")));
            }
        }
    }

    /** A job that will not run again ends the lab. */
    static void check(List<JobReport> reports) throws LabException {
        for (JobReport report : reports) {
            if (List.of("FAILED", "CANCELED", "FINISHED").contains(report.state())) {
                throw new LabException(
                        "job %s: it must run, is %s; %s"
                                .formatted(
                                        report.job(),
                                        report.state(),
                                        report.failure().orElse("no reason given")));
            }
        }
    }
}
