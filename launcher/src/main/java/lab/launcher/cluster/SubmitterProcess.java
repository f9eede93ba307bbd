package lab.launcher.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lab.flink.sql.LabJobs;
import lab.flink.sql.cluster.SessionCluster;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.JobSettings;
import lab.launcher.BookJobs;
import lab.launcher.BusLossAnswer;
import lab.launcher.bus.BusProgress;
import lab.launcher.bus.BusSettings;
import lab.launcher.fluss.FlussTables;
import lab.launcher.process.Parts;
import lab.launcher.process.Rank;
import lab.launcher.reset.RebuildWatch;
import lab.servicekit.Health;
import lab.servicekit.Worker;
import lab.servicekit.http.HttpConfig;
import lab.servicekit.http.HttpService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the jobs where they left off, takes over those that run already, and starts again what the
 * cluster runs no more.
 */
final class SubmitterProcess {
    private static final Logger log = LoggerFactory.getLogger(SubmitterProcess.class);
    private static final Duration TABLES_READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(2);

    private SubmitterProcess() {}

    static AutoCloseable start(Surroundings given) throws Exception {
        var _ = given.market().choose();
        Surroundings lab = given.onMarket();
        var health = new Health(lab.clock());
        health.part("jobs").starting("they are being submitted");
        var parts = new Parts();
        try {
            var _ =
                    parts.add(
                            Rank.STATUS,
                            HttpService.named(
                                            Part.SUBMITTER.toString(),
                                            HttpConfig.loopback(
                                                    Part.SUBMITTER.port(lab.settings().ports())))
                                    .health(health)
                                    .metrics(lab.context().registry())
                                    .start());
            FlussTables tables = FlussTables.connect(lab.tiers().flussServers());
            parts.add(Rank.FLUSS, tables::closeSoon);
            tables.awaitAll(TABLES_READY_WITHIN);
            SessionCluster cluster =
                    parts.add(
                            Rank.CLUSTER,
                            SessionCluster.connect(
                                    lab.settings().session(Part.SUBMITTER), lab.clock()));
            LabJobs jobs = parts.add(Rank.JOBS, jobs(lab, cluster, health));
            health.check("jobs", () -> trouble(jobs.reports()));
            startRebuildWatch(lab, parts, health);
            var watch = new Worker("submitter", BETWEEN_LOOKS, () -> look(jobs));
            health.check("watch", watch::trouble);
            parts.add(Rank.FEED, () -> watch.closeNow(CLOSES_WITHIN));
            watch.start();
            return parts;
        } catch (Exception e) {
            parts.close();
            throw e;
        }
    }

    private static LabJobs jobs(Surroundings lab, SessionCluster cluster, Health health)
            throws Exception {
        BusLossAnswer losses =
                BusLossAnswer.look(
                        lab.plan(),
                        lab.context(),
                        Optional.empty(),
                        health,
                        lab.clock(),
                        lab.say());
        try (var bus = new BusProgress(lab.context().bus(), lab.tiers().stream())) {
            LabJobs jobs =
                    LabJobs.startOnly(
                            BookJobs.wanted(lab.plan(), bus),
                            lab.tiers(),
                            JobSettings.of(
                                    lab.settings().data().checkpoints(), lab.plan().parallelism()),
                            cluster,
                            lab.clock(),
                            losses.forJobs());
            losses.noteAccepted(lab.say());
            return jobs;
        }
    }

    private static void startRebuildWatch(Surroundings lab, Parts parts, Health health)
            throws Exception {
        RebuildWatch rebuild =
                parts.add(
                        Rank.REBUILD,
                        new RebuildWatch(
                                lab.settings().data(),
                                lab.context().bus(),
                                BusSettings.read(lab.settings().environment()).kept(),
                                lab.say()));
        rebuild.addTo(health);
        rebuild.start();
    }

    private static Duration look(LabJobs jobs) throws Exception {
        List<String> started = jobs.startFallen();
        if (!started.isEmpty()) {
            log.info("jobs started again jobs={}", started);
        }
        return BETWEEN_LOOKS;
    }

    private static Optional<String> trouble(List<JobReport> reports) {
        return reports.stream()
                .filter(report -> !report.isRunning())
                .map(report ->
                        "%s is %s%s"
                                .formatted(
                                        report.job(),
                                        report.state(),
                                        report.failure().map("; "::concat).orElse("")))
                .findFirst();
    }
}
