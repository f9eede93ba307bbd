package lab.flink.connector.iggy.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.testing.BreaksOnce;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestJobs;
import lab.flink.connector.iggy.testing.TestMetrics;
import lab.flink.connector.iggy.testing.TestProxy;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies one topic to another; the way to the second is a proxy. */
class IggySinkIT {

    private static final RetryPolicy PATIENT =
            new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(5));
    private static final RetryPolicy IMPATIENT =
            new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(1));
    private static final MapFunction<String, String> UNCHANGED = value -> value;

    private final TestCluster cluster = TestCluster.shared();
    private final TestProxy proxy = new TestProxy(TestServer.shared());

    @AfterEach
    void closeProxy() throws IOException {
        proxy.close();
    }

    @Test
    void a_checkpoint_waits_until_everything_before_it_is_acknowledged() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 3)) {
            List<String> sent = topic.send(0, "a", 0, 1_000);
            IggySink<String> sink = sink(copy, PATIENT).flushInterval(Duration.ZERO).build();
            JobID job = copy(topic, sink, TestCluster.settings(0), UNCHANGED);

            TestCluster.await("all copied", () -> count(copy) == 1_000);
            assertThat(values(copy)).isEqualTo(new HashSet<>(sent));

            proxy.hang(true);
            topic.send(0, "b", 0, 1_000);
            TestCluster.await("in flight", () -> TestMetrics.sum(job, ".inFlightBatches") > 0);
            // One may have passed the sink before the batch; its successor has to wait
            long stuck = cluster.completedCheckpoints(job) + 1;
            for (int look = 0; look < 200; look++) {
                assertThat(cluster.completedCheckpoints(job)).isLessThanOrEqualTo(stuck);
            }
            proxy.hang(false);
            TestCluster.await("all copied", () -> values(copy).size() == 2_000);
            cluster.cancel(job);
        }
    }

    @Test
    void what_is_balanced_goes_to_the_others_when_a_partition_is_deleted() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 3)) {
            JobID job =
                    copy(
                            topic,
                            sink(copy, PATIENT).maxBatchRows(10).build(),
                            TestCluster.settings(0),
                            UNCHANGED);
            var sent = new ArrayList<String>(topic.send(0, "a", 0, 300));
            TestCluster.await("first part", () -> values(copy).containsAll(sent));

            copy.deletePartitions(1);
            List<String> later = topic.send(0, "b", 0, 3_000);

            TestCluster.await("all copied", () -> values(copy).containsAll(later));
            cluster.awaitCheckpoint(job);
            cluster.cancel(job);
        }
    }

    @Test
    void what_must_go_to_a_partition_that_is_deleted_fails_the_job() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 3)) {
            IggySink<String> sink =
                    IggySink.<String>builder().connection(connection(PATIENT)).stream(copy.stream())
                            .topic(copy.topic())
                            .partitioning(new SinkPartitioning.ByMessage())
                            .serializer(text ->
                                    IggyOutgoingMessage.of(text.getBytes(StandardCharsets.UTF_8))
                                            .withPartition(2))
                            .build();
            JobID job = copy(topic, sink, TestCluster.settings(0), UNCHANGED);
            var sent = new ArrayList<String>(topic.send(0, "a", 0, 10));
            TestCluster.await("first part", () -> values(copy).containsAll(sent));

            copy.deletePartitions(1);
            topic.send(0, "b", 0, 10);

            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("copy/2: it was deleted");
        }
    }

    @Test
    void a_timer_sends_what_no_checkpoint_does() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 1)) {
            Configuration settings = TestCluster.settings(0);
            settings.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
            JobID job = copy(topic, sink(copy, PATIENT).build(), settings, UNCHANGED);

            List<String> sent = topic.send(0, "a", 0, 10);

            TestCluster.await("all copied", () -> count(copy) == 10);
            assertThat(values(copy)).isEqualTo(new HashSet<>(sent));
            cluster.cancel(job);
        }
    }

    @Test
    void every_record_arrives_at_least_once_though_tasks_fail() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 3)) {
            List<String> sent = new ArrayList<>(topic.send(0, "a", 0, 3_000));
            var breaks = BreaksOnce.afterCheckpoint(copy.stream(), Set.of("a4000", "a6999"));
            JobID job = copy(topic, sink(copy, PATIENT).build(), TestCluster.settings(3), breaks);
            TestCluster.await("first part", () -> values(copy).size() == 3_000);
            cluster.awaitCheckpoint(job);

            sent.addAll(topic.send(0, "a", 3_000, 9_000));

            TestCluster.await("all copied", () -> values(copy).containsAll(sent));
            assertThat(values(copy)).isEqualTo(new HashSet<>(sent));
            assertThat(BreaksOnce.breaks(copy.stream())).isEqualTo(2);
            cluster.cancel(job);
        }
    }

    @Test
    void keeps_order_and_loses_nothing_while_the_server_comes_and_goes() throws IOException {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 2)) {
            IggySink<String> sink =
                    sink(copy, PATIENT)
                            .partitioning(new SinkPartitioning.Fixed())
                            .maxBatchRows(50)
                            .build();
            JobID job = copy(topic, sink, TestCluster.settings(0), UNCHANGED);
            var sent = new ArrayList<String>(topic.send(0, "a", 0, 2_000));
            proxy.cut();
            sent.addAll(topic.send(0, "b", 0, 2_000));
            TestCluster.await("two parts", () -> values(copy).containsAll(sent));
            proxy.hang(true);
            sent.addAll(topic.send(0, "c", 0, 2_000));
            TestCluster.await("noticed", () -> TestMetrics.sum(job, ".failedSends") > 0);
            proxy.hang(false);
            proxy.goAway();
            sent.addAll(topic.send(0, "d", 0, 2_000));
            proxy.comeBack();

            TestCluster.await("all copied", () -> values(copy).containsAll(sent));
            List<String> first =
                    new ArrayList<>(new LinkedHashSet<>(copy.readAll().getOrDefault(0, List.of())));
            assertThat(first).isEqualTo(sent);
            assertThat(copy.readAll().getOrDefault(1, List.of())).isEmpty();
            cluster.cancel(job);
        }
    }

    @Test
    void spreads_batches_over_all_partitions() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 3)) {
            topic.send(0, "a", 0, 3_000);
            JobID job =
                    copy(
                            topic,
                            sink(copy, PATIENT).maxBatchRows(100).build(),
                            TestCluster.settings(0),
                            UNCHANGED);

            TestCluster.await("all copied", () -> count(copy) == 3_000);
            assertThat(copy.readAll().values()).allMatch(part -> part.size() >= 500);
            assertThat(TestMetrics.sum(job, ".numRecordsSend")).isEqualTo(3_000);
            cluster.cancel(job);
        }
    }

    @Test
    void fails_when_the_server_stays_away_though_nothing_more_is_written() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 1)) {
            Configuration settings = TestCluster.settings(0);
            settings.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
            JobID job = copy(topic, sink(copy, IMPATIENT).build(), settings, UNCHANGED);
            topic.send(0, "a", 0, 10);
            TestCluster.await("all copied", () -> count(copy) == 10);

            proxy.hang(true);
            topic.send(0, "b", 0, 10);

            assertThat(cluster.failure(job))
                    .hasStackTraceContaining("iggy sink: a batch cannot be sent")
                    .hasStackTraceContaining("no answer for longer than retry.max-duration = PT1S");
        }
    }

    @Test
    void cancels_at_once_while_the_server_hangs() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 1)) {
            JobID job =
                    copy(
                            topic,
                            sink(copy, PATIENT).maxBatchRows(1).maxInFlightBatches(1).build(),
                            TestCluster.settings(0),
                            UNCHANGED);
            topic.send(0, "a", 0, 10);
            TestCluster.await("all copied", () -> count(copy) == 10);
            proxy.hang(true);
            topic.send(0, "b", 0, 10);
            TestCluster.await("in flight", () -> TestMetrics.sum(job, ".inFlightBatches") > 0);

            assertThat(cluster.cancel(job)).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void waits_for_its_topic_to_appear() {
        try (var topic = TestTopic.create(1)) {
            List<String> sent = topic.send(0, "a", 0, 100);
            IggySink<String> sink =
                    IggySink.<String>builder().connection(connection(PATIENT)).stream(
                                    topic.stream())
                            .topic("copy")
                            .serializer(IggySerializationSchema.ofPayload(new SimpleStringSchema()))
                            .build();
            JobID job = copy(topic, sink, TestCluster.settings(0), UNCHANGED);
            TestCluster.await("looked for", () -> proxy.connections() > 0);

            try (var copy = topic.sibling("copy", 2)) {
                TestCluster.await("all copied", () -> values(copy).containsAll(sent));
            }
            cluster.cancel(job);
        }
    }

    private JobID copy(
            TestTopic from,
            IggySink<String> sink,
            Configuration settings,
            MapFunction<String, String> between) {
        var environment = TestCluster.environment(settings, 1);
        environment
                .fromSource(
                        TestJobs.source(from).build(), WatermarkStrategy.noWatermarks(), "source")
                .map(between)
                .disableChaining()
                .sinkTo(sink);
        return cluster.submit(environment);
    }

    private IggySinkBuilder<String> sink(TestTopic to, RetryPolicy retry) {
        return IggySink.<String>builder().connection(connection(retry)).stream(to.stream())
                .topic(to.topic())
                .serializer(IggySerializationSchema.ofPayload(new SimpleStringSchema()));
    }

    private ConnectionConfig connection(RetryPolicy retry) {
        return TestServer.shared()
                .through(proxy.port())
                .connection()
                .withRequestTimeout(Duration.ofMillis(500))
                .withRetry(retry);
    }

    private static int count(TestTopic topic) {
        return (int) topic.info().partitions().stream().mapToLong(p -> p.nextOffset()).sum();
    }

    private static Set<String> values(TestTopic topic) {
        var values = new HashSet<String>();
        topic.readAll().values().forEach(values::addAll);
        return values;
    }
}
