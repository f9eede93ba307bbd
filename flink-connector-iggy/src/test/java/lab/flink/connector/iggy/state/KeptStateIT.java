package lab.flink.connector.iggy.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.sink.IggySerializationSchema;
import lab.flink.connector.iggy.sink.IggySink;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestJobs;
import lab.flink.connector.iggy.testing.TestProxy;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import lab.iggy.embedded.EmbeddedBroker;
import lab.testports.TestPorts;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A job whose source feeds a sink of each guarantee goes on from what every version of the
 * connector left of it: a checkpoint whose last messages wait for their commit, and the broker's
 * folder as it was then. {@code -Dtest=KeptStateIT -Diggy.state.keep=N} keeps that of version N.
 */
class KeptStateIT {

    private static final Path KEPT = Path.of("src/test/resources/state");
    private static final String NEW_VERSION = "iggy.state.keep";
    private static final String STREAM = "kept";
    private static final int PARTITIONS = 2;
    private static final int COMMITTED = 300;
    private static final int WAITING = 400;
    private static final int LATER = 450;
    private static final RetryPolicy PATIENT =
            new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(5));

    private final TestCluster cluster = TestCluster.shared();

    @BeforeAll
    static void needsItsOwnBroker() {
        TestServer.assumeNoneIsNamed("its state belongs to the messages of one broker");
    }

    static Stream<Path> versions() throws IOException {
        try (var files = Files.list(KEPT)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_job_of_each_version_goes_on(Path version, @TempDir Path folder) throws Exception {
        Archive.unpack(version, folder);
        try (EmbeddedBroker broker = TestServer.start(folder.resolve("iggy"), TestPorts.one())) {
            var server = TestServer.of(broker);
            try (var topic = TestTopic.of(server, STREAM, "orders");
                    var once = TestTopic.of(server, STREAM, "once");
                    var least = TestTopic.of(server, STREAM, "least")) {
                assertThat(texts(once)).hasSize(PARTITIONS * COMMITTED);
                JobID job = submit(topic, once, least, server.connection(), restored(folder));
                send(topic, WAITING, LATER);

                List<String> all = texts(topic);
                TestCluster.await("all copied", () -> texts(once).size() >= all.size());
                cluster.awaitCheckpoint(job);

                assertThat(texts(once)).hasSameElementsAs(all).doesNotHaveDuplicates();
                assertThat(texts(least)).hasSameElementsAs(all);
                assertThat(cluster.status(job)).isEqualTo(JobStatus.RUNNING);
                cluster.cancel(job);
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = NEW_VERSION, matches = "\\d+")
    void keeps_the_state_of_this_version(@TempDir Path folder) throws Exception {
        int port = TestPorts.one();
        var proxy = new TestProxy(TestServer.on(port));
        try (EmbeddedBroker broker = TestServer.start(folder.resolve("iggy"), port)) {
            var server = TestServer.of(broker);
            try (var topic = TestTopic.of(server, STREAM, "orders");
                    var once = TestTopic.of(server, STREAM, "once");
                    var least = TestTopic.of(server, STREAM, "least")) {
                topic.make(PARTITIONS);
                once.makeTopic(PARTITIONS);
                least.makeTopic(PARTITIONS);
                send(topic, 0, COMMITTED);
                ConnectionConfig behindProxy = server.through(proxy.port()).connection();
                JobID job = submit(topic, once, least, behindProxy, settings(folder));
                TestCluster.await("all copied", () -> texts(once).size() == PARTITIONS * COMMITTED);
                cluster.awaitCheckpoint(job);

                proxy.holdNextSend();
                send(topic, COMMITTED, WAITING);
                TestCluster.await("a commit that waits", proxy::holdsSend);

                cluster.cancel(job);
                Path newest = Path.of(URI.create(cluster.newestCheckpoint(job).orElseThrow()));
                Files.move(newest, folder.resolve("state"));
                removeAll(folder.resolve("checkpoints"));
            }
        } finally {
            proxy.close(); // after the broker: what it holds must not come any more
        }
        Files.createDirectories(KEPT);
        Archive.pack(folder, KEPT.resolve("state-" + System.getProperty(NEW_VERSION) + ".zip"));
    }

    private JobID submit(
            TestTopic from,
            TestTopic once,
            TestTopic least,
            ConnectionConfig toOnce,
            Configuration settings) {
        var environment = TestCluster.environment(settings, 1);
        environment.setMaxParallelism(6);
        var texts =
                environment
                        .fromSource(
                                TestJobs.source(from, from.server()).build(),
                                WatermarkStrategy.noWatermarks(),
                                "source")
                        .uid("source");
        texts.sinkTo(sink(once, toOnce, DeliveryGuarantee.EXACTLY_ONCE)).uid("once");
        texts.sinkTo(sink(least, from.server().connection(), DeliveryGuarantee.AT_LEAST_ONCE))
                .uid("least");
        return cluster.submit(environment);
    }

    private static IggySink<String> sink(
            TestTopic to, ConnectionConfig connection, DeliveryGuarantee guarantee) {
        return IggySink.<String>builder()
                .connection(
                        connection.withRequestTimeout(Duration.ofMillis(500)).withRetry(PATIENT))
                .stream(to.stream())
                .topic(to.topic())
                .deliveryGuarantee(guarantee)
                .serializer(IggySerializationSchema.ofPayload(new SimpleStringSchema()))
                .build();
    }

    /** Small enough to be within the one file that names the checkpoint: it can be moved. */
    private static Configuration settings(Path folder) {
        Configuration settings = TestCluster.settings(0);
        settings.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        return settings;
    }

    private static Configuration restored(Path folder) {
        return TestCluster.restored(
                folder.resolve("state").toUri().toString(), TestCluster.settings(0));
    }

    private static void send(TestTopic topic, int from, int to) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            topic.send(partition, "p" + partition + "-", from, to);
        }
    }

    private static List<String> texts(TestTopic topic) {
        var all = new ArrayList<String>();
        topic.readAll().values().forEach(all::addAll);
        return all;
    }

    private static void removeAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
