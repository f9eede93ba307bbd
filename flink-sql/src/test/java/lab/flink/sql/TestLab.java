package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lab.flink.sql.cluster.LabCluster;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.JobSettings;
import lab.flink.sql.job.OnBusLoss;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.query.QueryResult;
import lab.flink.sql.query.QuerySession;
import lab.topics.BusOffsets;
import lab.topics.Topic;
import org.apache.flink.types.Row;

/** A bus, a Fluss and a folder that outlive the clusters and jobs that a test starts on them. */
public final class TestLab implements AutoCloseable {
    private static final List<String> JOBS = List.of("hot", "warm", "cold", "clearing");

    private final Path folder;
    private final TestBus bus;
    private final EmbeddedFluss fluss;
    private final TierSettings tiers;

    /** Jobs on a cluster of their own. */
    public record Running(LabCluster cluster, LabJobs jobs, QuerySession session)
            implements AutoCloseable {
        private static final Duration READ_WITHIN = Duration.ofMinutes(3);

        public List<Row> rows(String statement) {
            try (QueryResult result = session.execute(statement, false)) {
                var rows = new ArrayList<Row>();
                result.rows().forEachRemaining(rows::add);
                return rows;
            }
        }

        /** Waits until a job has read all of a topic, and one of its checkpoints covers that. */
        void awaitRead(String job, Topic topic, TestBus bus) throws Exception {
            String consumer =
                    jobs.reports().stream()
                            .filter(report -> report.job().equals(job))
                            .flatMap(report -> report.sources().stream())
                            .filter(source -> source.topic().equals(topic.topicName()))
                            .map(JobReport.Source::consumer)
                            .findFirst()
                            .orElseThrow();
            try (var offsets = new BusOffsets(bus.connection())) {
                eventually(
                        READ_WITHIN,
                        () -> assertThat(offsets.lag(TestBus.STREAM, topic, consumer)).isZero());
            }
        }

        /** As a killed process leaves it: nothing is told to end, nothing is checkpointed. */
        void kill() {
            cluster.close();
        }

        @Override
        public void close() {
            session.close();
            jobs.close();
            cluster.close();
        }
    }

    private TestLab(Path folder, TestBus bus, EmbeddedFluss fluss) {
        this.folder = folder;
        this.bus = bus;
        this.fluss = fluss;
        this.tiers =
                new TierSettings(
                        TestBus.STREAM,
                        "crypto",
                        bus.settings(),
                        fluss.servers(),
                        folder.resolve("warehouse"));
    }

    public static TestLab start(Path folder) throws Exception {
        return new TestLab(
                folder,
                TestBus.start(folder.resolve("bus")),
                EmbeddedFluss.start(folder.resolve("fluss")));
    }

    public TestBus bus() {
        return bus;
    }

    public TierSettings tiers() {
        return tiers;
    }

    public Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    /** Like a lab's, in less of a rest. */
    public JobSettings jobSettings(int parallelism) {
        return new JobSettings(
                checkpoints(),
                parallelism,
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }

    public Running run(int parallelism) throws Exception {
        return run(JOBS, parallelism);
    }

    /** Starts those alone that a test looks at: a job costs seconds of CPU before its first row. */
    public Running run(List<String> jobNames, int parallelism) throws Exception {
        return run(jobNames, parallelism, OnBusLoss.NOTHING_LOST);
    }

    public Running run(List<String> jobNames, int parallelism, OnBusLoss onBusLoss)
            throws Exception {
        Path tmp = Files.createDirectories(folder.resolve("tmp"));
        LabCluster cluster = LabCluster.start(tmp, parallelism, OptionalInt.empty());
        try {
            LabJobs jobs =
                    LabJobs.startOnly(
                            jobNames,
                            tiers,
                            jobSettings(parallelism),
                            cluster,
                            InstantSource.system(),
                            onBusLoss);
            return new Running(cluster, jobs, QuerySession.open(tiers, Optional.of(cluster), tmp));
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public void close() {
        fluss.close();
        bus.close();
    }
}
