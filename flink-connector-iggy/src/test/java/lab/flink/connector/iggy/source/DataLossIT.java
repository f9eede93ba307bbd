package lab.flink.connector.iggy.source;

import static lab.flink.connector.iggy.testing.TestCluster.restored;
import static lab.flink.connector.iggy.testing.TestCluster.settings;
import static lab.flink.connector.iggy.testing.TestJobs.awaitExactly;
import static lab.flink.connector.iggy.testing.TestJobs.run;
import static lab.flink.connector.iggy.testing.TestJobs.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.source.message.IggyDeserializationSchema;
import lab.flink.connector.iggy.testing.ScriptedServer;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestMetrics;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

/** What was to be read is gone: the log is shorter than it was, another one, or begins later. */
class DataLossIT {

    private static final long RETAINED_FROM = 1_000;
    private static final int RETAINED = 500;

    private final TestCluster cluster = TestCluster.shared();

    @Test
    void fails_when_the_log_is_shorter_than_it_was() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, "a", 0, 10);
            JobID job = run(startingAt(topic, 50).build(), topic.stream(), 1, settings(0));

            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("the message at offset 50 must be there")
                    .hasMessageContaining("the log ends at offset 9, it is shorter than it was");
        }
    }

    @Test
    void tells_an_empty_log_from_one_of_a_single_message() {
        try (var topic = TestTopic.create(1)) {
            JobID job = run(startingAt(topic, 1).build(), topic.stream(), 1, settings(0));
            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("shorter than it was");

            topic.send(0, "a", 0, 1);
            JobID again = run(startingAt(topic, 1).build(), topic.stream(), 1, settings(0));
            List<String> sent = topic.send(0, "b", 0, 1);
            awaitExactly(topic.stream(), sent);
            cluster.cancel(again);
        }
    }

    @Test
    void goes_on_at_the_end_of_a_shorter_log_if_it_is_told_to_warn() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, "a", 0, 10);
            JobID job =
                    run(
                            startingAt(topic, 50).onDataLoss(DataLossPolicy.WARN).build(),
                            topic.stream(),
                            1,
                            settings(0));
            TestCluster.await("loss", () -> TestMetrics.sum(job, ".dataLosses") == 1);

            List<String> sent = topic.send(0, "b", 0, 10);

            awaitExactly(topic.stream(), sent);
            cluster.cancel(job);
        }
    }

    @Test
    void does_not_take_a_topic_made_anew_for_the_one_that_it_has_read() {
        try (var topic = TestTopic.create(1)) {
            String savepoint = readAndStop(topic);
            List<String> sent = makeAnew(topic);

            JobID job =
                    run(source(topic).build(), topic.stream(), 1, restored(savepoint, settings(0)));
            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("the partition was deleted and made anew at");

            StateCollector.forget(topic.stream());
            IggySource<String> warns = source(topic).onDataLoss(DataLossPolicy.WARN).build();
            JobID second = run(warns, topic.stream(), 1, restored(savepoint, settings(0)));
            TestCluster.await("all", () -> StateCollector.view(topic.stream()).containsAll(sent));
            String next = cluster.stopWithSavepoint(second);

            StateCollector.forget(topic.stream());
            JobID third =
                    run(source(topic).build(), topic.stream(), 1, restored(next, settings(0)));
            List<String> more = topic.send(0, "more", 0, 10);
            TestCluster.await("all", () -> StateCollector.view(topic.stream()).containsAll(more));
            assertThat(StateCollector.view(topic.stream())).doesNotHaveDuplicates();
            cluster.cancel(third);
        }
    }

    @Test
    void fails_when_retention_was_faster() throws IOException {
        try (var server = new ScriptedServer(RETAINED_FROM, RETAINED)) {
            JobID job = run(scripted(server).startingFrom(at(7)).build(), "gap", 1, settings(0));

            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("the message at offset 7 must be there")
                    .hasMessageContaining("the first message retained has offset 1000");
        }
    }

    @Test
    void reads_on_behind_the_gap_if_it_is_told_to_warn() throws IOException {
        try (var server = new ScriptedServer(RETAINED_FROM, RETAINED)) {
            JobID job =
                    run(
                            scripted(server)
                                    .startingFrom(at(7))
                                    .onDataLoss(DataLossPolicy.WARN)
                                    .until(IggyOffsets.latest())
                                    .build(),
                            "gap-warn",
                            1,
                            settings(0));

            cluster.awaitStatus(job, JobStatus.FINISHED);
            awaitExactly("gap-warn", retained());
            assertThat(TestMetrics.sum(job, ".dataLosses")).isEqualTo(1);
        }
    }

    @Test
    void a_log_of_which_nothing_is_left_is_a_loss_and_no_wait_without_end() throws IOException {
        try (var server = new ScriptedServer(RETAINED_FROM, 0)) {
            JobID fails = run(scripted(server).startingFrom(at(7)).build(), "none", 1, settings(0));
            assertThat(cluster.failure(fails))
                    .rootCause()
                    .hasMessageContaining("the message at offset 7 must be there")
                    .hasMessageContaining("nothing is retained before offset 1000");

            JobID warns =
                    run(
                            scripted(server)
                                    .startingFrom(at(7))
                                    .onDataLoss(DataLossPolicy.WARN)
                                    .until(IggyOffsets.latest())
                                    .build(),
                            "none-warn",
                            1,
                            settings(0));
            cluster.awaitStatus(warns, JobStatus.FINISHED);
        }
    }

    @Test
    void the_earliest_message_is_the_first_one_retained_and_no_loss() throws IOException {
        try (var server = new ScriptedServer(RETAINED_FROM, RETAINED)) {
            JobID job =
                    run(
                            scripted(server).until(IggyOffsets.latest()).build(),
                            "kept",
                            1,
                            settings(0));

            cluster.awaitStatus(job, JobStatus.FINISHED);
            awaitExactly("kept", retained());
        }
    }

    private String readAndStop(TestTopic topic) {
        List<String> sent = topic.send(0, "old", 0, 10);
        JobID job = run(source(topic).build(), topic.stream(), 1, settings(0));
        awaitExactly(topic.stream(), sent);
        return cluster.stopWithSavepoint(job);
    }

    /** More messages than before, so that the old offset exists in the new log too. */
    private static List<String> makeAnew(TestTopic topic) {
        long before = topic.info().partitions().getFirst().createdAtMicros() / 1_000;
        topic.deleteTopic();
        TestCluster.await("another second", () -> System.currentTimeMillis() > before + 1_500);
        topic.makeTopic(1);
        return topic.send(0, "new", 0, 50);
    }

    private static List<String> retained() {
        return LongStream.range(RETAINED_FROM, RETAINED_FROM + RETAINED)
                .mapToObj(offset -> "m" + offset)
                .toList();
    }

    private static IggySourceBuilder<String> scripted(ScriptedServer server) {
        return IggySource.<String>builder().connection(server.address().connection()).stream("s")
                .topics("t")
                .deserializer(
                        IggyDeserializationSchema.ofPayload(
                                new org.apache.flink.api.common.serialization
                                        .SimpleStringSchema()));
    }

    private static IggySourceBuilder<String> startingAt(TestTopic topic, long offset) {
        return source(topic).startingFrom(at(offset));
    }

    private static IggyOffsets at(long offset) {
        return IggyOffsets.of(Map.of(0, offset));
    }
}
