package lab.launcher;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lab.console.Console;
import lab.console.ConsoleConfig;
import lab.console.hot.HotConfig;
import lab.flink.sql.cluster.JobCluster;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.LabException;
import lab.launcher.directory.RunList;
import lab.launcher.query.Queries;
import lab.launcher.query.SqlRoute;
import lab.launcher.service.LabService;
import lab.launcher.service.ServiceContext;
import lab.launcher.status.PipelineWatch;
import lab.launcher.tables.AnnotationTable;
import lab.launcher.tables.CandleTable;
import lab.servicekit.Health;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.Router;

/** The page of a lab, wired to what it shows; with SQL over the lab's own Flink beside it. */
public final class LabConsole {
    private static final Duration HOT_BACKLOG = Duration.ofHours(2);

    private LabConsole() {}

    /**
     * Makes it; it can be started before anything else runs.
     *
     * @param cluster that queries run on, once the jobs do
     * @param market what it answers of the market's feed
     */
    public static Console of(
            LabPlan plan,
            ServiceContext context,
            PipelineWatch watch,
            Health health,
            Supplier<Optional<? extends JobCluster>> cluster,
            List<Router.Routes> market) {
        TierSettings tiers = context.tiers();
        var sql = new SqlRoute(() -> session(plan, tiers, cluster.get()));
        var config =
                ConsoleConfig.of(
                                plan.ports().console(),
                                new HotConfig(
                                        List.of(tiers.flussServers()),
                                        tiers.database(),
                                        HOT_BACKLOG))
                        .withDesk(local(plan, LabService.CONSENSUS))
                        .withLancer(local(plan, LabService.LANCER))
                        .withAnalyst(local(plan, LabService.ANALYST));
        return new Console(
                config,
                new Console.Surroundings(
                        context.clock(),
                        context.registry(),
                        health,
                        context.token(),
                        watch,
                        new CandleTable(tiers),
                        new AnnotationTable(tiers),
                        new RunList(plan.environment().data().backtests()),
                        Stream.concat(Stream.of(sql::addTo), market.stream()).toList()));
    }

    private static URI local(LabPlan plan, LabService service) {
        return URI.create("http://localhost:%d".formatted(service.on(plan.ports())));
    }

    private static Queries session(
            LabPlan plan, TierSettings tiers, Optional<? extends JobCluster> cluster) {
        if (cluster.isEmpty()) {
            throw ProblemException.unavailable("sql: the lab must be up, it is starting");
        }
        try {
            return Queries.open(tiers, cluster, plan.environment().own().tmp());
        } catch (LabException e) {
            throw ProblemException.unavailable(LabException.reason(e));
        }
    }
}
