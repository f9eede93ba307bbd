package lab.launcher;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import lab.flink.sql.LabJobs;
import lab.flink.sql.job.JobReport;
import lab.launcher.bus.BusProgress;
import lab.launcher.directory.LabException;
import lab.launcher.market.LabFeed;
import lab.launcher.service.LabService;
import lab.launcher.service.RunningServices;
import lab.launcher.service.ServicePart;
import lab.launcher.status.PartsCheck;
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

    /** A single checkpoint; a job that is restarting takes none, and is asked again. */
    private static final Duration CHECKPOINT_TAKES_MAX = Duration.ofMinutes(2);

    private final LabFeed feed;
    private final RunningServices services;
    private final LabJobs jobs;
    private final BusProgress bus;
    private final PartsCheck parts;
    private final LongWait wait;

    UntilEnd(
            LabFeed feed,
            RunningServices services,
            LabJobs jobs,
            BusProgress bus,
            PartsCheck parts,
            Consumer<String> say) {
        this.parts = parts;
        this.feed = feed;
        this.services = services;
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
        awaitServices(true);
        // What the clearing house says goes into the tiers too.
        if (jobs.reports().stream().anyMatch(report -> report.job().equals(CLEARING))) {
            awaitTier(CLEARING);
        }
        for (JobReport report : jobs.reports()) {
            if (!report.job().equals(CLEARING)) {
                awaitTier(report.job());
            }
        }
        // What the tiers hold by now may be commented on still, and that goes into a tier too.
        awaitServices(false);
        for (JobReport report : jobs.reports()) {
            if (report.job().equals(WARM) || report.job().equals(COLD)) {
                awaitTier(report.job());
            }
        }
    }

    /** Until each has said all that there is to say of what stands there now. */
    private void awaitServices(boolean followingBus) throws LabException, InterruptedException {
        Map<LabService, BooleanSupplier> saidAll = new EnumMap<>(LabService.class);
        for (LabService service : services.that(followingBus)) {
            saidAll.put(service, services.of(service).orElseThrow().saidAll(this::hasMarket));
        }
        for (Map.Entry<LabService, BooleanSupplier> each : saidAll.entrySet()) {
            String title = each.getKey().service().title();
            while (!each.getValue().getAsBoolean()) {
                mustRun();
                pause(
                        "the %s to say all".formatted(title),
                        services.of(each.getKey()).map(ServicePart::standing).orElse(""));
            }
            log.info("service has said all service={}", each.getKey());
        }
    }

    /** As long as the bus does not say that it has none, there is one. */
    private boolean hasMarket() {
        try {
            BusProgress.Ends ends = bus.ends();
            return MARKET.stream().anyMatch(topic -> ends.messages(topic) > 0);
        } catch (BusException e) {
            log.warn("bus did not say what it holds", e);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next pause ends by it
            return true;
        }
    }

    private void pause(String what, String details) throws InterruptedException {
        wait.on(what, details);
        Thread.sleep(BETWEEN_LOOKS);
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
