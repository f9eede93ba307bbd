package lab.flink.sql.cluster;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Submits to a cluster what Flink's table environment has translated, and lets its owner see and
 * change each graph before that: the place where state is chosen and checked.
 */
public final class LabExecutor
        implements PipelineExecutorServiceLoader, PipelineExecutorFactory, PipelineExecutor {
    private static final String NAME = "lab";

    /** What is done with a graph on its way to the cluster. */
    public interface Preparation {
        /** Of a job of the caller's own, which has no state to choose. */
        Preparation NONE =
                new Preparation() {
                    @Override
                    public boolean isOfCaller() {
                        return true;
                    }

                    @Override
                    public void prepare(StreamGraph graph) {}

                    @Override
                    public void prepare(JobGraph graph) {}
                };

        /** Whether the job is to end with its caller. */
        default boolean isOfCaller() {
            return false;
        }

        void prepare(StreamGraph graph);

        void prepare(JobGraph graph);
    }

    private final JobCluster cluster;
    private final Preparation preparation;

    public LabExecutor(JobCluster cluster, Preparation preparation) {
        this.cluster = cluster;
        this.preparation = preparation;
    }

    @Override
    public CompletableFuture<JobClient> execute(
            Pipeline pipeline, Configuration configuration, ClassLoader classLoader)
            throws Exception {
        if (pipeline instanceof StreamGraph graph) {
            preparation.prepare(graph);
        }
        JobGraph graph = PipelineExecutorUtils.getJobGraph(pipeline, configuration, classLoader);
        preparation.prepare(graph);
        return preparation.isOfCaller()
                ? cluster.run(graph, classLoader)
                : cluster.submit(graph).thenApply(id -> cluster.client(id, classLoader));
    }

    @Override
    public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
        return this;
    }

    @Override
    public Stream<String> getExecutorNames() {
        return Stream.of(NAME);
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean isCompatibleWith(Configuration configuration) {
        return NAME.equals(configuration.get(DeploymentOptions.TARGET));
    }

    @Override
    public PipelineExecutor getExecutor(Configuration configuration) {
        return this;
    }

    /** Makes environments use this executor. */
    public void configure(Configuration configuration) {
        configuration.set(DeploymentOptions.TARGET, NAME);
        configuration.set(DeploymentOptions.ATTACHED, true);
    }
}
