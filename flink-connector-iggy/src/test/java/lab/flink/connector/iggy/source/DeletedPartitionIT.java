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
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestMetrics;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

/** A partition goes, comes back as another, or comes while nobody looks. */
class DeletedPartitionIT {

    private static final Duration OFTEN = Duration.ofMillis(50);

    private final TestCluster cluster = TestCluster.shared();

    @Test
    void a_partition_that_is_deleted_fails_the_job_at_once() {
        try (var topic = TestTopic.create(3)) {
            List<String> sent = sendToAll(topic, "a");
            JobID job = run(source(topic).build(), topic.stream(), 2, settings(0));
            awaitExactly(topic.stream(), sent);

            topic.deletePartitions(1);

            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("/2: the message at offset 10 must be there")
                    .hasMessageContaining("the partition was deleted");
        }
    }

    @Test
    void the_others_go_on_if_it_is_told_to_warn_and_it_is_read_again_once_when_it_comes_back() {
        try (var topic = TestTopic.create(3)) {
            List<String> all = sendToAll(topic, "a");
            JobID job = run(warning(topic).build(), topic.stream(), 2, settings(0));
            awaitExactly(topic.stream(), all);

            topic.deletePartitions(1);
            TestCluster.await("loss", () -> TestMetrics.sum(job, ".dataLosses") == 1);
            all.addAll(topic.send(0, "b0-", 0, 10));
            all.addAll(topic.send(1, "b1-", 0, 10));
            awaitExactly(topic.stream(), all);

            topic.addPartitions(1);
            all.addAll(topic.send(2, "c2-", 0, 50));
            awaitExactly(topic.stream(), all);
            all.addAll(topic.send(2, "d2-", 0, 50));
            awaitExactly(topic.stream(), all);

            String savepoint = cluster.stopWithSavepoint(job);
            StateCollector.forget(topic.stream());
            JobID again =
                    run(
                            warning(topic).build(),
                            topic.stream(),
                            1,
                            restored(savepoint, settings(0)));
            all.addAll(topic.send(2, "e2-", 0, 5));
            awaitExactly(topic.stream(), all);
            assertThat(TestMetrics.sum(again, ".dataLosses")).isZero();
            cluster.cancel(again);
        }
    }

    @Test
    void one_that_is_gone_in_a_savepoint_is_read_when_it_has_come_back() {
        try (var topic = TestTopic.create(2)) {
            List<String> all = sendToAll(topic, "a", 2);
            JobID job = run(warning(topic).build(), topic.stream(), 2, settings(0));
            awaitExactly(topic.stream(), all);
            topic.deletePartitions(1);
            TestCluster.await("loss", () -> TestMetrics.sum(job, ".dataLosses") == 1);
            all.addAll(topic.send(0, "b0-", 0, 10));
            awaitExactly(topic.stream(), all);
            String savepoint = cluster.stopWithSavepoint(job);
            StateCollector.forget(topic.stream());

            topic.addPartitions(1);
            all.addAll(topic.send(1, "c1-", 0, 50));
            JobID again =
                    run(
                            warning(topic).build(),
                            topic.stream(),
                            1,
                            restored(savepoint, settings(0)));

            awaitExactly(topic.stream(), all);
            cluster.cancel(again);
        }
    }

    @Test
    void one_deleted_and_made_anew_between_two_looks_is_a_loss_and_read_once() {
        try (var topic = TestTopic.create(2)) {
            List<String> all = sendToAll(topic, "a", 2);
            JobID job = run(warning(topic).build(), topic.stream(), 2, settings(0));
            awaitExactly(topic.stream(), all);

            topic.deletePartitions(1);
            topic.addPartitions(1);
            all.addAll(topic.send(1, "b1-", 0, 50));

            awaitExactly(topic.stream(), all);
            cluster.awaitCheckpoint(job);
            all.addAll(topic.send(1, "c1-", 0, 50));
            awaitExactly(topic.stream(), all);
            assertThat(TestMetrics.sum(job, ".dataLosses")).isEqualTo(1);
            cluster.cancel(job);
        }
    }

    @Test
    void one_added_while_the_job_was_down_is_read_without_discovery() {
        try (var topic = TestTopic.create(1)) {
            IggySource<String> looksOnce = source(topic).discoveryInterval(Duration.ZERO).build();
            List<String> all = new ArrayList<>(topic.send(0, "a", 0, 10));
            JobID job = run(looksOnce, topic.stream(), 1, settings(0));
            awaitExactly(topic.stream(), all);
            String savepoint = cluster.stopWithSavepoint(job);
            StateCollector.forget(topic.stream());

            topic.addPartitions(2);
            all.addAll(topic.send(1, "b", 0, 10));
            all.addAll(topic.send(2, "c", 0, 10));
            JobID again = run(looksOnce, topic.stream(), 2, restored(savepoint, settings(0)));

            awaitExactly(topic.stream(), all);
            assertThat(cluster.status(again)).isEqualTo(JobStatus.RUNNING);
            cluster.cancel(again);
        }
    }

    @Test
    void one_added_while_the_job_was_down_is_read_at_once_however_rarely_it_looks() {
        try (var topic = TestTopic.create(1)) {
            IggySource<String> looksRarely =
                    source(topic).discoveryInterval(Duration.ofDays(1)).build();
            List<String> all = new ArrayList<>(topic.send(0, "a", 0, 10));
            JobID job = run(looksRarely, topic.stream(), 1, settings(0));
            awaitExactly(topic.stream(), all);
            String savepoint = cluster.stopWithSavepoint(job);
            StateCollector.forget(topic.stream());

            topic.addPartitions(1);
            all.addAll(topic.send(1, "b", 0, 10));
            JobID again = run(looksRarely, topic.stream(), 1, restored(savepoint, settings(0)));

            awaitExactly(topic.stream(), all);
            cluster.cancel(again);
        }
    }

    private static IggySourceBuilder<String> warning(TestTopic topic) {
        return source(topic).discoveryInterval(OFTEN).onDataLoss(DataLossPolicy.WARN);
    }

    private static List<String> sendToAll(TestTopic topic, String prefix) {
        return sendToAll(topic, prefix, 3);
    }

    private static List<String> sendToAll(TestTopic topic, String prefix, int partitions) {
        var sent = new ArrayList<String>();
        for (int partition = 0; partition < partitions; partition++) {
            sent.addAll(topic.send(partition, prefix + partition + "-", 0, 10));
        }
        return sent;
    }
}
