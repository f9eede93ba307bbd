package lab.flink.sql.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Failures as a cluster really reports them. */
@Timeout(300)
class RootCauseIT {
    private static final long PATIENCE_SECONDS = 120;

    @TempDir private Path folder;
    private MiniCluster cluster = cluster();

    private static MiniCluster cluster() {
        return new MiniCluster(
                new MiniClusterConfiguration.Builder()
                        .setNumTaskManagers(1)
                        .setNumSlotsPerTaskManager(1)
                        .withRandomPorts()
                        .build());
    }

    @BeforeEach
    void start() throws Exception {
        cluster.start();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void a_function_that_throws() throws Exception {
        var env = environment();
        env.fromSequence(1, 10)
                .map(RootCauseIT::failing)
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
        assertThat(rootCause(env)).isEqualTo("ArithmeticException: money must not wrap, was 7");
    }

    private static long failing(long number) {
        throw new IllegalStateException(
                "while adding", new ArithmeticException("money must not wrap, was 7"));
    }

    @Test
    void a_source_whose_reader_throws() throws Exception {
        var env = environment();
        env.fromSource(
                        new DataGeneratorSource<>(RootCauseIT::failing, 10, Types.LONG),
                        WatermarkStrategy.noWatermarks(),
                        "source")
                .sinkTo(new DiscardingSink<>());
        assertThat(rootCause(env)).isEqualTo("ArithmeticException: money must not wrap, was 7");
    }

    @Test
    void an_operator_that_cannot_be_snapshot() throws Exception {
        var env = environment();
        env.enableCheckpointing(50);
        env.fromSequence(1, Long.MAX_VALUE).map(new NoSnapshot()).sinkTo(new DiscardingSink<>());
        assertThat(rootCause(env)).isEqualTo("IllegalStateException: state must fit, does not");
    }

    /** Fails at its first checkpoint. */
    private static final class NoSnapshot extends RichMapFunction<Long, Long>
            implements CheckpointedFunction {
        private static final long serialVersionUID = 1L;

        @Override
        public Long map(Long value) {
            return value;
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) {
            throw new IllegalStateException("state must fit, does not");
        }

        @Override
        public void initializeState(FunctionInitializationContext context) {}
    }

    private StreamExecutionEnvironment environment() {
        var configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.setString("execution.checkpointing.dir", folder.toUri().toString());
        configuration.setString("execution.checkpointing.tolerable-failed-checkpoints", "0");
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration).setParallelism(1);
    }

    private String rootCause(StreamExecutionEnvironment env) throws Exception {
        JobGraph job = env.getStreamGraph().getJobGraph();
        cluster.submitJob(job).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        cluster.requestJobResult(job.getJobID()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        AccessExecutionGraph graph =
                cluster.getArchivedExecutionGraph(job.getJobID())
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return RootCause.line(Objects.requireNonNull(graph.getFailureInfo()).getException());
    }
}
