package lab.flink.sql.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;

/** A Flink cluster that runs jobs: in this JVM, or as processes of its own. */
public interface JobCluster {
    /**
     * The id that a job is to be submitted by.
     *
     * @param checkpoints its folder
     */
    JobID idFor(Path checkpoints) throws IOException;

    /** A job by that id was there and has ended: the next one is another. */
    void forgetId(Path checkpoints) throws IOException;

    /** Submits a job; one that it has already stays as it is. */
    CompletableFuture<JobID> submit(JobGraph graph);

    /** Runs a job of the caller's, such as a query: it ends when the caller's process does. */
    CompletableFuture<JobClient> run(JobGraph graph, ClassLoader classLoader);

    /** The jobs that have not ended, by name. */
    CompletableFuture<Map<String, JobID>> running();

    /**
     * The same, for who starts what is not among them: whoever leads the cluster must have said so
     * twice, and have led it in between. One that is about to lose its place knows less than there
     * is.
     */
    CompletableFuture<Map<String, JobID>> runningForSure();

    /** How a job is. */
    CompletableFuture<? extends AccessExecutionGraph> graph(JobID id);

    /** Takes a checkpoint; its number. */
    CompletableFuture<Long> checkpoint(JobID id);

    /** Ends a job; done once that is acknowledged. */
    CompletableFuture<?> cancel(JobID id);

    /** How a job has ended, once it has. */
    CompletableFuture<JobResult> result(JobID id);

    /** For who follows one job. */
    JobClient client(JobID id, ClassLoader classLoader);
}
