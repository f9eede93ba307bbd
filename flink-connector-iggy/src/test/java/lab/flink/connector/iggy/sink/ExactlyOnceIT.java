package lab.flink.connector.iggy.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.testing.BreaksOnce;
import lab.flink.connector.iggy.testing.CopyJob;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestJobs;
import lab.flink.connector.iggy.testing.TestMetrics;
import lab.flink.connector.iggy.testing.TestProxy;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import lab.iggy.embedded.EmbeddedBroker;
import lab.testports.TestPorts;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies one topic to another, whatever happens on the way, and counts what is there. */
class ExactlyOnceIT {

    private static final RetryPolicy PATIENT =
            new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(5));
    private static final MapFunction<String, String> UNCHANGED = value -> value;

    private final TestCluster cluster = TestCluster.shared();
    private final TestProxy proxy = new TestProxy(TestServer.shared());

    @AfterEach
    void closeProxy() throws IOException {
        proxy.close();
    }

    @Test
    void tasks_that_fail_double_nothing() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 3)) {
            var sent = new ArrayList<String>(topic.send(0, "a", 0, 3_000));
            var breaks = BreaksOnce.afterCheckpoint(copy.stream(), Set.of("a4000", "a6999"));
            JobID job = copy(topic, sink(copy), TestCluster.settings(3), breaks);
            awaitExactly(copy, sent);
            cluster.awaitCheckpoint(job);

            sent.addAll(topic.send(0, "a", 3_000, 9_000));

            awaitExactly(copy, sent);
            assertThat(BreaksOnce.breaks(copy.stream())).isEqualTo(2);
            stop(job, copy, sent);
        }
    }

    @Test
    void acknowledgements_that_are_lost_double_nothing() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 3)) {
            JobID job = copy(topic, sink(copy), TestCluster.settings(0), UNCHANGED);
            var sent = new ArrayList<String>();
            for (int round = 0; round < 4; round++) {
                proxy.loseAnswersToSends(2);
                sent.addAll(topic.send(0, "r" + round + "-", 0, 1_500));
                awaitExactly(copy, sent);
            }
            assertThat(proxy.answersLost()).isGreaterThanOrEqualTo(4);
            assertThat(TestMetrics.sum(job, ".foundMessages")).isPositive();
            assertThat(TestMetrics.sum(job, ".unverifiedMessages")).isZero();
            stop(job, copy, sent);
        }
    }

    @Test
    void a_request_that_arrives_after_it_was_given_up_doubles_nothing() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 1)) {
            JobID job = copy(topic, sink(copy), TestCluster.settings(0), UNCHANGED);
            var sent = new ArrayList<String>(topic.send(0, "a", 0, 1_000));
            awaitExactly(copy, sent);
            for (int round = 0; round < 3; round++) {
                long before = TestMetrics.sum(job, ".IggyCommitter.reconnects");
                proxy.holdNextSend();
                sent.addAll(topic.send(0, "r" + round + "-", 0, 1_000));
                // More than one: by then it has been on another connection, where all is well
                TestCluster.await(
                        "given up",
                        () -> TestMetrics.sum(job, ".IggyCommitter.reconnects") > before + 2);
                proxy.releaseSend();
                awaitExactly(copy, sent);
            }
            stop(job, copy, sent);
        }
    }

    @Test
    void a_job_that_dies_between_send_and_acknowledgement_doubles_nothing(@TempDir Path folder) {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 3)) {
            var sent = new ArrayList<String>();
            JobID job = copy(topic, sink(copy), kept(folder), UNCHANGED);
            for (int life = 0; life < 3; life++) {
                proxy.loseAnswersToSends(Integer.MAX_VALUE);
                long lost = proxy.answersLost();
                sent.addAll(topic.send(0, "life" + life + "-", 0, 2_000));
                TestCluster.await("sent, unanswered", () -> proxy.answersLost() > lost);
                cluster.cancel(job);
                proxy.loseAnswersToSends(0);

                job =
                        copy(
                                topic,
                                sink(copy),
                                TestCluster.restored(newestCheckpoint(folder), kept(folder)),
                                UNCHANGED);
                awaitExactly(copy, sent);
            }
            stop(job, copy, sent);
        }
    }

    @Test
    void a_topic_emptied_before_a_send_arrives_and_longer_than_before_by_then_doubles_nothing() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 1)) {
            JobID job = copy(topic, sink(copy), TestCluster.settings(0), UNCHANGED, 1);
            awaitExactly(copy, topic.send(0, "old", 0, 30));

            List<String> sent = sendIntoPurged(topic, copy, "new");

            stop(job, copy, sent);
        }
    }

    @Test
    void a_topic_emptied_under_a_job_that_dies_and_longer_than_before_by_then_doubles_nothing(
            @TempDir Path folder) {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 1)) {
            JobID job = copy(topic, sink(copy), kept(folder), UNCHANGED, 1);
            awaitExactly(copy, topic.send(0, "old", 0, 30));
            proxy.loseAnswersToSends(Integer.MAX_VALUE);

            List<String> sent = sendIntoPurged(topic, copy, "new");
            TestCluster.await("sent, unanswered", () -> count(copy) > 0);
            cluster.cancel(job);
            proxy.loseAnswersToSends(0);

            String checkpoint = newestCheckpoint(folder);
            Configuration settings = TestCluster.restored(checkpoint, kept(folder));
            stop(copy(topic, sink(copy), settings, UNCHANGED, 1), copy, sent);
        }
    }

    @Test
    void a_broker_that_comes_and_goes_doubles_nothing(@TempDir Path directory) throws IOException {
        TestServer.assumeNoneIsNamed("it restarts the broker");
        EmbeddedBroker broker = TestServer.start(directory, TestPorts.one());
        TestServer server = TestServer.of(broker);
        TestTopic copy = TestTopic.create(server, 3);
        var others = new ArrayList<TestTopic>();
        try (var topic = TestTopic.create(1)) {
            IggySink<String> sink = sink(copy, server.connection());
            JobID job = copy(topic, sink, TestCluster.settings(0), UNCHANGED);
            var sent = new ArrayList<String>();
            for (int round = 0; round < 3; round++) {
                sent.addAll(topic.send(0, "r" + round + "-", 0, 4_000));
                int some = sent.size() - 3_000;
                TestTopic now = copy;
                TestCluster.await("some of it", () -> count(now) > some);
                copy.close();
                broker.close(); // much of it is still on its way
                others.forEach(TestTopic::close);
                others.clear();
                broker = TestServer.start(directory, server.port());
                // A new life counts connections anew: these have the numbers of the old ones
                for (int i = 0; i < 12; i++) {
                    others.add(copy.reopened());
                }
                copy = copy.reopened();
                awaitExactly(copy, sent);
            }
            stop(job, copy, sent);
        } finally {
            others.forEach(TestTopic::close);
            copy.close();
            broker.close();
        }
    }

    @Test
    void what_is_balanced_goes_to_the_others_when_a_partition_is_deleted() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 3)) {
            JobID job = copy(topic, sink(copy), TestCluster.settings(0), UNCHANGED);
            var sent = new ArrayList<String>(topic.send(0, "a", 0, 900));
            awaitExactly(copy, sent);

            copy.deletePartitions(1);
            int gone = sent.size() - count(copy);
            List<String> later = topic.send(0, "b", 0, 3_000);

            TestCluster.await("all copied", () -> count(copy) >= 3_900 - gone);
            assertThat(values(copy)).containsAll(later).hasSize(3_900 - gone);
            cluster.cancel(job);
        }
    }

    @Test
    void nothing_is_there_before_its_checkpoint_is_complete_and_order_is_kept() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 1)) {
            Configuration never = TestCluster.settings(0);
            never.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofDays(1));
            JobID job = copy(topic, sink(copy), never, UNCHANGED, 1);
            List<String> sent = topic.send(0, "a", 0, 12_000);
            TestCluster.await(
                    "all staged", () -> TestMetrics.sum(job, ".numRecordsSend") == 12_000);
            assertThat(count(copy)).isZero();

            cluster.stopWithSavepoint(job);

            assertThat(copy.readAll()).containsEntry(0, sent);
        }
    }

    /** The topic is purged while a send is on its way there, and the answer to that is lost. */
    private List<String> sendIntoPurged(TestTopic topic, TestTopic copy, String prefix) {
        proxy.loseAnswersToSends(Math.max(1, proxy.answersToLose()));
        proxy.holdNextSend();
        List<String> sent = topic.send(0, prefix, 0, 100);
        TestCluster.await("a send on its way", proxy::holdsSend);
        copy.purge();
        proxy.releaseSend();
        return sent;
    }

    /** It is there, and a while later it is still there once. */
    private void stop(JobID job, TestTopic copy, Collection<String> sent) {
        cluster.awaitCheckpoint(job);
        awaitExactly(copy, sent);
        cluster.cancel(job);
    }

    private static void awaitExactly(TestTopic copy, Collection<String> sent) {
        TestCluster.await(
                sent.size() + " messages",
                () -> count(copy) >= sent.size(),
                () -> "but " + count(copy));
        assertThat(values(copy)).hasSameSizeAs(sent).containsExactlyInAnyOrderElementsOf(sent);
    }

    private JobID copy(
            TestTopic from,
            IggySink<String> sink,
            Configuration settings,
            MapFunction<String, String> between) {
        return copy(from, sink, settings, between, 2);
    }

    private JobID copy(
            TestTopic from,
            IggySink<String> sink,
            Configuration settings,
            MapFunction<String, String> between,
            int sinkParallelism) {
        var environment = TestCluster.environment(settings, 1);
        environment.setMaxParallelism(6);
        environment
                .fromSource(
                        TestJobs.source(from).build(), WatermarkStrategy.noWatermarks(), "source")
                .uid("source")
                .map(between)
                .uid("between")
                .disableChaining()
                .sinkTo(sink)
                .uid("sink")
                .setParallelism(sinkParallelism);
        return cluster.submit(environment);
    }

    private IggySink<String> sink(TestTopic to) {
        return sink(to, TestServer.shared().through(proxy.port()).connection());
    }

    private static IggySink<String> sink(TestTopic to, ConnectionConfig connection) {
        return IggySink.<String>builder()
                .connection(
                        connection.withRequestTimeout(Duration.ofMillis(500)).withRetry(PATIENT))
                .stream(to.stream())
                .topic(to.topic())
                .deliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .maxBatchRows(100)
                .serializer(IggySerializationSchema.ofPayload(new SimpleStringSchema()))
                .build();
    }

    /** Checkpoints that stay when the job is cancelled: nothing is done at its end. */
    private static Configuration kept(Path folder) {
        Configuration settings = TestCluster.settings(0);
        settings.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        return settings;
    }

    private static String newestCheckpoint(Path folder) {
        try {
            return CopyJob.newestCheckpoint(folder).orElseThrow().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(TestTopic topic) {
        return (int) topic.info().partitions().stream().mapToLong(p -> p.nextOffset()).sum();
    }

    private static List<String> values(TestTopic topic) {
        return topic.readAll().values().stream().flatMap(List::stream).toList();
    }
}
