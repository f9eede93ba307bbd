package lab.flink.connector.iggy.source;

import static lab.flink.connector.iggy.testing.TestCluster.restored;
import static lab.flink.connector.iggy.testing.TestCluster.settings;
import static lab.flink.connector.iggy.testing.TestJobs.awaitExactly;
import static lab.flink.connector.iggy.testing.TestJobs.run;
import static lab.flink.connector.iggy.testing.TestJobs.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.config.PollConfig;
import lab.flink.connector.iggy.testing.BreaksOnce;
import lab.flink.connector.iggy.testing.Gate;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestMetrics;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class IggySourceIT {

    private final TestCluster cluster = TestCluster.shared();

    @Test
    void reads_every_message_of_every_partition_once() {
        try (var topic = TestTopic.create(3)) {
            List<String> sent = sendToAll(topic, 3, 0, 5_000);

            JobID job =
                    run(
                            source(topic).until(IggyOffsets.latest()).build(),
                            topic.stream(),
                            2,
                            settings(0));

            cluster.awaitStatus(job, JobStatus.FINISHED);
            awaitExactly(topic.stream(), sent);
        }
    }

    @Test
    void runs_with_more_readers_than_partitions() {
        try (var topic = TestTopic.create(2)) {
            List<String> sent = sendToAll(topic, 2, 0, 1_000);

            JobID job = run(source(topic).build(), topic.stream(), 5, settings(0));

            awaitExactly(topic.stream(), sent);
            cluster.cancel(job);
        }
    }

    @Test
    void reads_several_topics() {
        try (var topic = TestTopic.create(2);
                var other = topic.sibling("more", 3)) {
            var sent = new ArrayList<String>(sendToAll(topic, 2, 0, 500));
            sent.addAll(other.send(2, "other", 0, 500));

            JobID job =
                    run(
                            source(topic)
                                    .topics(topic.topic(), other.topic())
                                    .until(IggyOffsets.latest())
                                    .build(),
                            topic.stream(),
                            2,
                            settings(0));

            cluster.awaitStatus(job, JobStatus.FINISHED);
            awaitExactly(topic.stream(), sent);
        }
    }

    @Test
    void keeps_every_message_once_in_state_when_tasks_fail() {
        try (var topic = TestTopic.create(3)) {
            List<String> sent = sendToAll(topic, 3, 0, 2_000);
            var breaks =
                    BreaksOnce.afterCheckpoint(
                            topic.stream(), Set.of("p0-3000", "p1-4500", "p2-5999"));
            JobID job = run(source(topic).build(), topic.stream(), 2, settings(3), breaks);
            awaitExactly(topic.stream(), sent);
            cluster.awaitCheckpoint(job);

            sent.addAll(sendToAll(topic, 3, 2_000, 6_000));

            awaitExactly(topic.stream(), sent);
            assertThat(BreaksOnce.breaks(topic.stream())).isEqualTo(3);
            cluster.cancel(job);
        }
    }

    @Test
    void gives_partitions_out_again_when_a_task_fails_before_any_checkpoint() {
        try (var topic = TestTopic.create(3)) {
            List<String> sent = sendToAll(topic, 3, 0, 2_000);
            Configuration settings = settings(3);
            settings.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
            var breaks = BreaksOnce.atOnce(topic.stream(), Set.of("p0-500", "p1-1000"));

            JobID job = run(source(topic).build(), topic.stream(), 2, settings, breaks);

            awaitExactly(topic.stream(), sent);
            assertThat(BreaksOnce.breaks(topic.stream())).isEqualTo(2);
            cluster.cancel(job);
        }
    }

    @Test
    void goes_on_from_a_savepoint_at_any_parallelism() {
        try (var topic = TestTopic.create(3)) {
            List<String> sent = sendToAll(topic, 3, 0, 2_000);
            IggySource<String> source = source(topic).build();
            JobID first = run(source, topic.stream(), 3, settings(0));
            awaitExactly(topic.stream(), sent);
            String savepoint = cluster.stopWithSavepoint(first);

            for (int parallelism : List.of(1, 4, 2)) {
                sent.addAll(sendToAll(topic, 3, sent.size(), sent.size() + 1_500));
                StateCollector.forget(topic.stream());
                JobID job =
                        run(source, topic.stream(), parallelism, restored(savepoint, settings(0)));
                awaitExactly(topic.stream(), sent);
                savepoint = cluster.stopWithSavepoint(job);
            }
        }
    }

    @Test
    void a_savepoint_in_the_middle_of_reading_loses_and_repeats_nothing() {
        try (var topic = TestTopic.create(3)) {
            List<String> sent = sendToAll(topic, 3, 0, 30_000);
            IggySource<String> source = source(topic).build();
            JobID first = run(source, topic.stream(), 2, settings(0));
            TestCluster.await("something read", () -> StateCollector.size(topic.stream()) > 500);
            String savepoint = cluster.stopWithSavepoint(first);
            int read = StateCollector.size(topic.stream());
            StateCollector.forget(topic.stream());

            JobID second = run(source, topic.stream(), 1, restored(savepoint, settings(0)));

            awaitExactly(topic.stream(), sent);
            assertThat(read).isLessThanOrEqualTo(sent.size());
            cluster.cancel(second);
        }
    }

    @Test
    void reads_new_partitions_from_their_start_whatever_the_start_rule() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, "old", 0, 100);
            JobID job =
                    run(
                            source(topic)
                                    .startingFrom(IggyOffsets.latest())
                                    .discoveryInterval(Duration.ofMillis(200))
                                    .build(),
                            topic.stream(),
                            2,
                            settings(0));
            cluster.awaitCheckpoint(job);
            var sent = new ArrayList<>(topic.send(0, "new", 0, 100));
            awaitExactly(topic.stream(), sent);

            topic.addPartitions(2);
            sent.addAll(topic.send(1, "first", 0, 1_000));
            sent.addAll(topic.send(2, "second", 0, 1_000));

            awaitExactly(topic.stream(), sent);
            cluster.cancel(job);
        }
    }

    @Test
    void knows_after_a_restart_which_partitions_were_there_before() {
        try (var topic = TestTopic.create(1)) {
            var sent = new ArrayList<>(topic.send(0, "a", 0, 100));
            IggySource<String> source =
                    source(topic).discoveryInterval(Duration.ofMillis(200)).build();
            JobID first = run(source, topic.stream(), 1, settings(0));
            awaitExactly(topic.stream(), sent);
            String savepoint = cluster.stopWithSavepoint(first);
            topic.addPartitions(1);
            sent.addAll(topic.send(0, "b", 0, 100));
            sent.addAll(topic.send(1, "c", 0, 100));
            StateCollector.forget(topic.stream());

            JobID second = run(source, topic.stream(), 2, restored(savepoint, settings(0)));

            awaitExactly(topic.stream(), sent);
            cluster.awaitCheckpoint(second);
            awaitExactly(topic.stream(), sent);
            cluster.cancel(second);
        }
    }

    @Test
    void stores_offsets_in_iggy_after_checkpoints() {
        try (var topic = TestTopic.create(2)) {
            List<String> sent = topic.send(0, "a", 0, 500);
            JobID job =
                    run(
                            source(topic).consumerName("watched").build(),
                            topic.stream(),
                            1,
                            settings(0));
            awaitExactly(topic.stream(), sent);

            TestCluster.await(
                    "offset of partition 0",
                    () -> topic.storedOffset(0, "watched").equals(OptionalLong.of(499)));
            assertThat(topic.storedOffset(1, "watched")).isEmpty();
            cluster.cancel(job);
        }
    }

    @Test
    void reports_how_far_it_is() {
        try (var topic = TestTopic.create(1)) {
            List<String> sent = topic.send(0, "a", 0, 500);
            JobID job =
                    run(
                            source(topic).consumerName("watched").build(),
                            topic.stream(),
                            1,
                            settings(0));
            awaitExactly(topic.stream(), sent);

            String partition =
                    ".IggySourceReader.stream." + topic.stream() + ".topic.messages.partition.0";
            TestCluster.await(
                    "committed", () -> TestMetrics.sum(job, partition + ".committedOffset") == 499);
            assertThat(TestMetrics.sum(job, partition + ".currentOffset")).isEqualTo(499);
            assertThat(TestMetrics.sum(job, ".pendingRecords")).isZero();
            assertThat(TestMetrics.has(job, ".currentFetchEventTimeLag")).isTrue();
            assertThat(TestMetrics.sum(job, ".IggySourceReader.polls")).isPositive();
            assertThat(TestMetrics.sum(job, ".IggySourceReader.emptyPolls")).isPositive();
            assertThat(TestMetrics.sum(job, ".IggySourceReader.commitsFailed")).isZero();
            cluster.cancel(job);
        }
    }

    @Test
    void counts_what_waits_in_the_log_while_the_job_cannot_follow() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, "a", 0, 20_000);
            var small = new PollConfig(100, 1 << 20, Duration.ofMillis(2), Duration.ofMillis(20));
            var gate = new Gate(topic.stream());
            JobID job =
                    run(source(topic).poll(small).build(), topic.stream(), 1, settings(0), gate);

            TestCluster.await("lag", () -> TestMetrics.sum(job, ".pendingRecords") > 15_000);
            Gate.open(topic.stream());
            TestCluster.await("no lag", () -> TestMetrics.sum(job, ".pendingRecords") == 0);
            cluster.cancel(job);
        }
    }

    @Test
    void fails_when_the_consumer_must_have_an_offset_and_has_none() {
        try (var topic = TestTopic.create(1)) {
            JobID job =
                    run(
                            source(topic)
                                    .consumerName("nobody")
                                    .startingFrom(IggyOffsets.committed())
                                    .build(),
                            topic.stream(),
                            1,
                            settings(0));

            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("the consumer must have stored an offset");
        }
    }

    private static List<String> sendToAll(TestTopic topic, int partitions, int from, int to) {
        var sent = new ArrayList<String>();
        for (int partition = 0; partition < partitions; partition++) {
            sent.addAll(topic.send(partition, "p" + partition + "-", from, to));
        }
        return sent;
    }
}
