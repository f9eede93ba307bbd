package lab.flink.connector.iggy.source;

import static lab.flink.connector.iggy.testing.TestCluster.restored;
import static lab.flink.connector.iggy.testing.TestCluster.settings;
import static lab.flink.connector.iggy.testing.TestJobs.awaitExactly;
import static lab.flink.connector.iggy.testing.TestJobs.run;
import static lab.flink.connector.iggy.testing.TestJobs.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.config.PollConfig;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.testing.Gate;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestMetrics;
import lab.flink.connector.iggy.testing.TestProxy;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

/**
 * A log is emptied or made anew, and longer than the offset that was reached in it before it is
 * asked again: nothing but the last message read tells.
 */
class LogWrittenAnewIT {

    private static final String LOST = "must be there, but";
    private static final String ANOTHER = "is not the message that was read there";

    /** Once the task's batch is done and its queue is full, the fetcher cannot poll any more. */
    private static final int ENOUGH_TO_BLOCK = 40_000;

    /** One answer before the gate, two in Flink's queue, and one that waits for room there. */
    private static final int BLOCKED_POLLS = 4;

    private final TestCluster cluster = TestCluster.shared();

    @Test
    void a_topic_purged_while_its_reader_is_idle_is_a_loss() {
        try (var topic = TestTopic.create(1)) {
            List<String> old = topic.send(0, "old", 0, 10);
            JobID job = run(source(topic).build(), topic.stream(), 1, settings(0));
            awaitExactly(topic.stream(), old);

            topic.purge();
            topic.send(0, "new", 0, 50);

            assertThat(cluster.failure(job)).rootCause().hasMessageContaining(LOST);
        }
    }

    @Test
    void a_topic_purged_while_its_reader_is_held_up_is_a_loss() {
        try (var topic = TestTopic.create(1)) {
            JobID job = heldUp(topic, DataLossPolicy.FAIL);

            topic.purge();
            topic.send(0, "new", 0, ENOUGH_TO_BLOCK + 10_000);
            Gate.open(topic.stream());

            assertThat(cluster.failure(job)).rootCause().hasMessageContaining(LOST);
        }
    }

    @Test
    void a_topic_made_anew_while_its_reader_is_held_up_is_a_loss() {
        try (var topic = TestTopic.create(1)) {
            JobID job = heldUp(topic, DataLossPolicy.FAIL);

            topic.deleteTopic();
            topic.makeTopic(1);
            topic.send(0, "new", 0, ENOUGH_TO_BLOCK + 10_000);
            Gate.open(topic.stream());

            assertThat(cluster.failure(job)).rootCause().hasMessageContaining(LOST);
        }
    }

    @Test
    void what_was_written_anew_is_read_whole_if_it_is_told_to_warn() {
        try (var topic = TestTopic.create(1)) {
            JobID job = heldUp(topic, DataLossPolicy.WARN);

            topic.purge();
            List<String> sent = topic.send(0, "new", 0, ENOUGH_TO_BLOCK + 10_000);
            Gate.open(topic.stream());

            TestCluster.await("all", () -> StateCollector.view(topic.stream()).containsAll(sent));
            assertThat(StateCollector.view(topic.stream())).doesNotHaveDuplicates();
            assertThat(TestMetrics.sum(job, ".dataLosses")).isEqualTo(1);
            cluster.cancel(job);
        }
    }

    @Test
    void a_topic_purged_while_the_job_is_down_is_a_loss() {
        try (var topic = TestTopic.create(1)) {
            List<String> old = topic.send(0, "old", 0, 10);
            JobID job = run(source(topic).build(), topic.stream(), 1, settings(0));
            awaitExactly(topic.stream(), old);
            String savepoint = cluster.stopWithSavepoint(job);

            topic.purge();
            List<String> sent = topic.send(0, "new", 0, 50);

            JobID fails =
                    run(source(topic).build(), topic.stream(), 1, restored(savepoint, settings(0)));
            assertThat(cluster.failure(fails)).rootCause().hasMessageContaining(ANOTHER);
            StateCollector.forget(topic.stream());
            IggySource<String> warned = source(topic).onDataLoss(DataLossPolicy.WARN).build();
            JobID warns = run(warned, topic.stream(), 1, restored(savepoint, settings(0)));
            var all = new ArrayList<>(old);
            all.addAll(sent);
            awaitExactly(topic.stream(), all);
            cluster.cancel(warns);
        }
    }

    @Test
    void equal_messages_written_again_are_others() {
        try (var topic = TestTopic.create(1)) {
            List<String> old = topic.send(0, "same", 0, 10);
            JobID job = run(source(topic).build(), topic.stream(), 1, settings(0));
            awaitExactly(topic.stream(), old);
            String savepoint = cluster.stopWithSavepoint(job);

            topic.purge();
            topic.send(0, "same", 0, 10);

            JobID fails =
                    run(source(topic).build(), topic.stream(), 1, restored(savepoint, settings(0)));
            assertThat(cluster.failure(fails)).rootCause().hasMessageContaining(ANOTHER);
        }
    }

    @Test
    void a_source_that_started_at_the_end_and_has_read_nothing_notices_as_well() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, "old", 0, 10);
            IggySource<String> latest = source(topic).startingFrom(IggyOffsets.latest()).build();
            JobID job = run(latest, topic.stream(), 1, settings(0));
            cluster.awaitCheckpoint(job);
            TestCluster.await("polls", () -> TestMetrics.sum(job, ".emptyPolls") > 0);
            String savepoint = cluster.stopWithSavepoint(job);

            topic.purge();
            topic.send(0, "new", 0, 50);

            JobID fails = run(latest, topic.stream(), 1, restored(savepoint, settings(0)));
            assertThat(cluster.failure(fails)).rootCause().hasMessageContaining(ANOTHER);
        }
    }

    @Test
    void the_only_message_of_a_log_that_is_gone_is_a_loss() {
        try (var topic = TestTopic.create(1)) {
            List<String> old = topic.send(0, "old", 0, 1);
            JobID job = run(source(topic).build(), topic.stream(), 1, settings(0));
            awaitExactly(topic.stream(), old);

            topic.purge();

            assertThat(cluster.failure(job)).rootCause().hasMessageContaining("the log is empty");
        }
    }

    @Test
    void a_topic_purged_while_the_connection_is_cut_is_a_loss() throws IOException {
        try (var topic = TestTopic.create(1);
                var proxy = new TestProxy(TestServer.shared())) {
            var connection =
                    TestServer.shared()
                            .through(proxy.port())
                            .connection()
                            .withRequestTimeout(Duration.ofMillis(500))
                            .withRetry(
                                    new RetryPolicy(
                                            Duration.ofMillis(20),
                                            Duration.ofMillis(200),
                                            Duration.ofMinutes(5)));
            List<String> old = topic.send(0, "old", 0, 10);
            JobID job =
                    run(
                            source(topic).connection(connection).build(),
                            topic.stream(),
                            1,
                            settings(0));
            awaitExactly(topic.stream(), old);

            proxy.goAway();
            topic.purge();
            topic.send(0, "new", 0, 50);
            proxy.comeBack();

            assertThat(cluster.failure(job)).rootCause().hasMessageContaining(ANOTHER);
        }
    }

    @Test
    void large_messages_are_recognized_too_and_not_read_again_while_nothing_comes() {
        String large = "x".repeat(100_000);
        try (var topic = TestTopic.create(1)) {
            List<String> old = IntStream.range(0, 5).mapToObj(i -> large + i).toList();
            topic.send(0, old);
            JobID job = run(source(topic).build(), topic.stream(), 1, settings(0));
            awaitExactly(topic.stream(), old);
            long polls = TestMetrics.sum(job, ".emptyPolls");
            TestCluster.await("polls", () -> TestMetrics.sum(job, ".emptyPolls") > polls + 20);
            List<String> more = List.of(large + "more", "small");
            topic.send(0, more);
            var all = new ArrayList<>(old);
            all.addAll(more);
            awaitExactly(topic.stream(), all);
            assertThat(cluster.status(job)).isEqualTo(JobStatus.RUNNING);

            String savepoint = cluster.stopWithSavepoint(job);
            topic.purge();
            topic.send(0, IntStream.range(0, 10).mapToObj(i -> large + i).toList());

            JobID fails =
                    run(source(topic).build(), topic.stream(), 1, restored(savepoint, settings(0)));
            assertThat(cluster.failure(fails)).rootCause().hasMessageContaining(ANOTHER);
        }
    }

    /** Has read some messages, and polls no more until its gate opens. */
    private JobID heldUp(TestTopic topic, DataLossPolicy onDataLoss) {
        topic.send(0, "old", 0, ENOUGH_TO_BLOCK);
        IggySource<String> source =
                source(topic)
                        .poll(
                                new PollConfig(
                                        1_000,
                                        PollConfig.DEFAULT.targetBytes(),
                                        PollConfig.DEFAULT.idleBackoffMin(),
                                        PollConfig.DEFAULT.idleBackoffMax()))
                        .onDataLoss(onDataLoss)
                        .build();
        JobID job = run(source, topic.stream(), 1, settings(0), new Gate(topic.stream()));
        TestCluster.await(
                "polls", () -> TestMetrics.sum(job, ".IggySourceReader.polls") >= BLOCKED_POLLS);
        return job;
    }
}
