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
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestMetrics;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

/** Topics by a pattern of their names: those that are there, come, and go. */
class TopicPatternIT {

    private static final Duration OFTEN = Duration.ofMillis(50);

    private final TestCluster cluster = TestCluster.shared();

    @Test
    void reads_what_matches_as_a_whole_and_nothing_else() {
        try (var topic = TestTopic.create(2);
                var more = topic.sibling("messages-more", 1);
                var other = topic.sibling("old-messages", 1)) {
            List<String> sent = new ArrayList<>(topic.send(1, "a", 0, 50));
            sent.addAll(more.send(0, "b", 0, 50));
            other.send(0, "c", 0, 50);

            JobID job =
                    run(
                            source(topic)
                                    .topicPattern("messages.*")
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
    void a_topic_made_later_is_read_from_its_start_and_so_is_one_made_while_the_job_was_down() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, "before", 0, 10);
            IggySource<String> source =
                    source(topic)
                            .topicPattern("mess.*")
                            .startingFrom(IggyOffsets.latest())
                            .discoveryInterval(OFTEN)
                            .build();
            JobID job = run(source, topic.stream(), 2, settings(0));
            TestCluster.await("start", () -> TestMetrics.sum(job, ".polls") > 0);
            List<String> sent = new ArrayList<>(topic.send(0, "a", 0, 10));
            awaitExactly(topic.stream(), sent);

            try (var later = topic.sibling("messy", 2)) {
                sent.addAll(later.send(1, "b", 0, 10));
                awaitExactly(topic.stream(), sent);
                String savepoint = cluster.stopWithSavepoint(job);
                StateCollector.forget(topic.stream());

                try (var meanwhile = topic.sibling("messed", 1)) {
                    sent.addAll(meanwhile.send(0, "c", 0, 10));
                    sent.addAll(later.send(0, "d", 0, 10));
                    JobID again = run(source, topic.stream(), 1, restored(savepoint, settings(0)));
                    awaitExactly(topic.stream(), sent);
                    cluster.cancel(again);
                }
            }
        }
    }

    @Test
    void a_topic_that_goes_is_a_loss_and_the_others_are_read_on_if_it_is_told_to_warn() {
        try (var topic = TestTopic.create(1);
                var other = topic.sibling("messages-2", 1)) {
            List<String> sent = new ArrayList<>(topic.send(0, "a", 0, 10));
            sent.addAll(other.send(0, "b", 0, 10));
            IggySourceBuilder<String> builder =
                    source(topic).topicPattern("messages.*").discoveryInterval(OFTEN);
            JobID job =
                    run(
                            builder.onDataLoss(DataLossPolicy.WARN).build(),
                            topic.stream(),
                            1,
                            settings(0));
            awaitExactly(topic.stream(), sent);

            other.deleteTopic();
            TestCluster.await("loss", () -> TestMetrics.sum(job, ".dataLosses") == 1);
            sent.addAll(topic.send(0, "c", 0, 10));
            awaitExactly(topic.stream(), sent);
            other.makeTopic(1);
            sent.addAll(other.send(0, "d", 0, 50));
            awaitExactly(topic.stream(), sent);
            cluster.cancel(job);
        }
    }

    @Test
    void a_topic_that_goes_ends_a_job_that_is_not() {
        try (var topic = TestTopic.create(1);
                var other = topic.sibling("messages-2", 1)) {
            List<String> sent = new ArrayList<>(topic.send(0, "a", 0, 10));
            sent.addAll(other.send(0, "b", 0, 10));
            JobID job =
                    run(
                            source(topic).topicPattern("messages.*").build(),
                            topic.stream(),
                            1,
                            settings(0));
            awaitExactly(topic.stream(), sent);

            other.deleteTopic();

            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("messages-2/0: the message at offset 10 must be there")
                    .hasMessageContaining("the partition was deleted");
        }
    }

    @Test
    void a_pattern_that_nothing_matches_ends_the_job_when_patience_does() {
        try (var topic = TestTopic.create(1)) {
            var impatient =
                    TestServer.shared()
                            .connection()
                            .withRetry(
                                    new RetryPolicy(
                                            Duration.ofMillis(10),
                                            Duration.ofMillis(20),
                                            Duration.ofMillis(100)));
            JobID job =
                    run(
                            source(topic).connection(impatient).topicPattern("massages").build(),
                            topic.stream(),
                            1,
                            settings(0));

            assertThat(cluster.failure(job))
                    .hasStackTraceContaining(
                            "a topic whose name matches topic-pattern 'massages': does not exist"
                                    + " yet");
        }
    }
}
