package lab.flink.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import lab.flink.sql.cluster.JobConfiguration;
import lab.flink.sql.cluster.JobEnvironment;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.OperatorUids;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.script.SqlScript;
import lab.flink.sql.script.Statement;
import lab.flink.sql.tables.ColdStart;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * The graph that Flink makes of a job's files: the lakes are real and empty, the hot tier is stood
 * in for. Nothing runs.
 */
public final class Plans implements PipelineExecutorServiceLoader, PipelineExecutorFactory {
    private final List<StreamGraph> graphs = new ArrayList<>();

    private static final class EndsHere extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Plans() {}

    public static StreamGraph of(LabJob job, Path folder, int parallelism) throws Exception {
        return of(job, job.scripts(), folder, parallelism);
    }

    public static StreamGraph of(LabJob job, List<SqlScript> scripts, Path folder, int parallelism)
            throws Exception {
        Path password = folder.resolve("password");
        Files.writeString(password, "secret-of-a-test");
        var tiers =
                new TierSettings(
                        "crypto",
                        "crypto",
                        new TierSettings.Bus("broker.test", 8090, "iggy", password),
                        "fluss.test:9123",
                        folder.resolve("warehouse"));
        Map<String, String> variables = new HashMap<>(tiers.variables());
        variables.putAll(job.variables("crypto", JobSettings.of(folder, parallelism)));
        variables.put("hot.catalog", "fluss");
        variables.putAll(ColdStart.ANEW);
        Configuration configuration = JobConfiguration.onCluster(job);
        configuration.set(DeploymentOptions.TARGET, "plans");
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        var plans = new Plans();
        var environment = JobEnvironment.streaming(configuration, plans);
        var sets = new ArrayList<Statement.Sql>();
        for (SqlScript script : scripts) {
            sets.addAll(
                    environment.prepare(PlanCatalogs.standInForHot(script.statements(variables))));
        }
        try {
            environment.execute(sets.getFirst());
        } catch (RuntimeException e) {
            if (plans.graphs.isEmpty()) {
                throw e;
            }
        }
        StreamGraph graph = plans.graphs.getFirst();
        OperatorUids.assign(graph);
        return graph;
    }

    @Override
    public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
        return this;
    }

    @Override
    public Stream<String> getExecutorNames() {
        return Stream.of("plans");
    }

    @Override
    public String getName() {
        return "plans";
    }

    @Override
    public boolean isCompatibleWith(Configuration configuration) {
        return true;
    }

    @Override
    public PipelineExecutor getExecutor(Configuration configuration) {
        return (pipeline, options, loader) -> end(pipeline);
    }

    private CompletableFuture<JobClient> end(Pipeline pipeline) {
        graphs.add((StreamGraph) pipeline);
        throw new EndsHere();
    }
}
