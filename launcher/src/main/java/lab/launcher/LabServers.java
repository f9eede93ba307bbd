package lab.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import lab.flink.sql.cluster.LabCluster;
import lab.flink.sql.job.TierSettings;
import lab.launcher.bus.BusProgress;
import lab.launcher.bus.BusSettings;
import lab.launcher.directory.DataDir;
import lab.launcher.fluss.FlussConfig;
import lab.launcher.fluss.FlussServer;
import lab.launcher.fluss.FlussTables;
import lab.launcher.process.Parts;
import lab.launcher.process.Rank;
import lab.launcher.reset.RebuildWatch;
import lab.launcher.service.ServiceContext;
import lab.launcher.status.FlinkCollector;
import lab.launcher.status.PipelineWatch;
import lab.topics.BusTopics;

/** The servers below a lab: the bus and its topics, Fluss, and Flink's cluster. */
final class LabServers {
    private static final Duration TABLES_READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration TOPICS_WITHIN = Duration.ofSeconds(30);

    private final LabPlan plan;
    private final ServiceContext context;
    private final TierSettings tiers;
    private final Parts parts;
    private final PipelineWatch.Watched watched;

    LabServers(LabPlan plan, ServiceContext context, Parts parts, PipelineWatch.Watched watched) {
        this.plan = plan;
        this.context = context;
        this.tiers = context.tiers();
        this.parts = parts;
        this.watched = watched;
    }

    /** Makes the topics of the lab's stream. */
    BusProgress startBus() throws Exception {
        if (plan.isAnew()) {
            BusTopics.remove(context.bus(), tiers.stream(), TOPICS_WITHIN);
        }
        BusTopics.ensure(
                context.bus(),
                tiers.stream(),
                RebuildWatch.retention(
                        plan.environment().own(), BusSettings.read(context.settings()).kept()),
                TOPICS_WITHIN);
        var progress = new BusProgress(context.bus(), tiers.stream());
        watched.bus = Optional.of(progress);
        return progress;
    }

    FlussTables startFluss() throws IOException, InterruptedException {
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

    LabCluster startCluster() throws Exception {
        LabCluster started =
                parts.add(
                        Rank.CLUSTER,
                        LabCluster.start(
                                plan.environment().own().tmp(),
                                plan.parallelism(),
                                OptionalInt.of(plan.ports().flinkRest())));
        context.registry()
                .getPrometheusRegistry()
                .register(new FlinkCollector(started.metrics()::samples));
        return started;
    }
}
