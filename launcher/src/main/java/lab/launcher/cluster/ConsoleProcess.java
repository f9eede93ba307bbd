package lab.launcher.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lab.console.Console;
import lab.flink.sql.JobsElsewhere;
import lab.flink.sql.cluster.SessionCluster;
import lab.launcher.LabConsole;
import lab.launcher.bus.BusProgress;
import lab.launcher.directory.DiskCheck;
import lab.launcher.fluss.FlussTables;
import lab.launcher.process.Parts;
import lab.launcher.process.Rank;
import lab.launcher.quality.QualityRuns;
import lab.launcher.status.ClearingTally;
import lab.launcher.status.PipelineMetrics;
import lab.launcher.status.PipelineWatch;
import lab.launcher.tables.LakeRows;
import lab.servicekit.Health;

/** The page, and what looks at all that it shows: in other processes, by what each of them says. */
final class ConsoleProcess {
    private static final Duration TABLES_READY_WITHIN = Duration.ofSeconds(60);

    private ConsoleProcess() {}

    static AutoCloseable start(Surroundings given) throws Exception {
        Surroundings lab = given.onMarket();
        var parts = new Parts();
        try {
            startWatch(lab, parts);
            return parts;
        } catch (Exception e) {
            parts.close();
            throw e;
        }
    }

    private static void startWatch(Surroundings lab, Parts parts) throws Exception {
        var health = new Health(lab.clock());
        var watched = new PipelineWatch.Watched();
        var watch =
                new PipelineWatch(lab.clock().instant(), watched, health, lab.tiers(), lab.say());
        parts.add(Rank.STATUS, watch).start();
        DiskCheck disk = DiskCheck.of(lab.settings().data().root());
        disk.addTo(health);
        PipelineMetrics.of(watch, disk, lab.clock(), lab.context().registry());
        SessionCluster cluster =
                parts.add(
                        Rank.CLUSTER,
                        SessionCluster.connect(lab.settings().session(Part.CONSOLE), lab.clock()));
        int poller = Part.POLLER.port(lab.settings().ports());
        var pairs = parts.add(Rank.STATUS, new PairsElsewhere(poller, lab.context().token()));
        Console console =
                LabConsole.of(
                        lab.plan(),
                        lab.context(),
                        watch,
                        health,
                        () -> Optional.of(cluster),
                        List.of(pairs));
        watched.hotTime = console.market()::newestEventTime;
        parts.add(Rank.CONSOLE, console).start();
        watched.bus = Optional.of(new BusProgress(lab.context().bus(), lab.tiers().stream()));
        var feed = parts.add(Rank.FEED, new FeedElsewhere(poller));
        feed.start();
        watched.feed = Optional.of(feed);
        startTally(lab, watched, health);
        FlussTables tables = FlussTables.connect(lab.tiers().flussServers());
        parts.add(Rank.FLUSS, tables::closeSoon);
        tables.awaitAnswer(TABLES_READY_WITHIN);
        watched.fluss = Optional.of(tables);
        watched.jobs = Optional.of(new JobsElsewhere(cluster, lab.tiers().stream()));
        QualityRuns quality =
                parts.add(
                        Rank.REBUILD, "quality", QualityRuns.of(lab.context(), watch::newestEvent));
        watched.quality = quality;
        quality.start();
    }

    private static void startTally(Surroundings lab, PipelineWatch.Watched watched, Health health) {
        var tally =
                new ClearingTally(
                        lab.context().bus(),
                        lab.tiers().stream(),
                        new LakeRows(lab.tiers()),
                        lab.tiers().clock(),
                        PipelineMetrics.clearingDelay(lab.context().registry())::record);
        watched.clearing = Optional.of(tally);
        health.check("tally", tally::trouble);
        tally.start();
    }
}
