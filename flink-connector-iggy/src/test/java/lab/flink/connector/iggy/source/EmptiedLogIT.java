package lab.flink.connector.iggy.source;

import static lab.flink.connector.iggy.testing.TestCluster.restored;
import static lab.flink.connector.iggy.testing.TestCluster.settings;
import static lab.flink.connector.iggy.testing.TestJobs.awaitExactly;
import static lab.flink.connector.iggy.testing.TestJobs.run;
import static lab.flink.connector.iggy.testing.TestJobs.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.testing.Gate;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestMetrics;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retention has taken all that a log had, also what somebody had still to read. */
class EmptiedLogIT {

    private static final Duration EXPIRY = Duration.ofHours(1);
    private static final String EMPTIED = "nothing is retained before offset ";

    @TempDir private Path directory;
    private final TestCluster cluster = TestCluster.shared();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private EmbeddedBroker broker;
    private TestServer server;
    private TestTopic topic;

    @BeforeAll
    static void needsItsOwnBroker() {
        TestServer.assumeNoneIsNamed("it moves the broker's clock");
    }

    @BeforeEach
    void start() throws IOException {
        broker =
                TestServer.start(
                        BrokerConfig.in(directory)
                                .withPort(0)
                                .withRetentionEvery(Duration.ofMillis(50)),
                        now::get);
        server = TestServer.of(broker);
        topic = TestTopic.expiring(server, EXPIRY);
    }

    @AfterEach
    void close() throws IOException {
        topic.close();
        broker.close();
    }

    @Test
    void is_noticed_when_a_job_is_restored() {
        List<String> first = topic.send(0, "a", 0, 5);
        JobID job = run(source(topic, server).build(), topic.stream(), 1, settings(0));
        awaitExactly(topic.stream(), first);
        String savepoint = cluster.stopWithSavepoint(job);
        topic.send(0, "b", 0, 45);
        expire();

        JobID fails =
                run(
                        source(topic, server).build(),
                        topic.stream(),
                        1,
                        restored(savepoint, settings(0)));

        assertThat(cluster.failure(fails)).rootCause().hasMessageContaining(EMPTIED + 50);
    }

    @Test
    void ends_a_bounded_read_that_is_told_to_warn() {
        List<String> first = topic.send(0, "a", 0, 5);
        IggySource<String> bounded =
                source(topic, server)
                        .until(IggyOffsets.of(Map.of(0, 50L)))
                        .onDataLoss(DataLossPolicy.WARN)
                        .build();
        JobID job = run(bounded, topic.stream(), 1, settings(0));
        awaitExactly(topic.stream(), first);
        String savepoint = cluster.stopWithSavepoint(job);
        topic.send(0, "b", 0, 45);
        expire();

        JobID ends = run(bounded, topic.stream(), 1, restored(savepoint, settings(0)));

        cluster.awaitStatus(ends, JobStatus.FINISHED);
        assertThat(TestMetrics.sum(ends, ".dataLosses")).isEqualTo(1);
    }

    @Test
    void is_noticed_by_a_reader_that_was_held_up() {
        topic.send(0, "a", 0, 40_000);
        JobID job =
                run(
                        source(topic, server).build(),
                        topic.stream(),
                        1,
                        settings(0),
                        new Gate(topic.stream()));
        TestCluster.await("polls", () -> TestMetrics.sum(job, ".IggySourceReader.polls") >= 4);

        expire();
        Gate.open(topic.stream());

        assertThat(cluster.failure(job)).rootCause().hasMessageContaining(EMPTIED + 40_000);
    }

    @Test
    void of_which_all_was_read_is_no_loss() {
        List<String> all = new ArrayList<>(topic.send(0, "a", 0, 5));
        JobID job = run(source(topic, server).build(), topic.stream(), 1, settings(0));
        awaitExactly(topic.stream(), all);
        String savepoint = cluster.stopWithSavepoint(job);
        expire();

        JobID again =
                run(
                        source(topic, server).build(),
                        topic.stream(),
                        1,
                        restored(savepoint, settings(0)));
        TestCluster.await("polls", () -> TestMetrics.sum(again, ".emptyPolls") > 1);
        all.addAll(topic.send(0, "b", 0, 5));

        awaitExactly(topic.stream(), all);
        assertThat(TestMetrics.sum(again, ".dataLosses")).isZero();
        cluster.cancel(again);
    }

    private void expire() {
        now.updateAndGet(time -> time.plus(EXPIRY.multipliedBy(3)));
        TestCluster.await(
                "empty log", () -> topic.info().partitions().getFirst().messageCount() == 0);
    }
}
