package lab.flink.connector.iggy.source;

import static lab.flink.connector.iggy.testing.TestCluster.settings;
import static lab.flink.connector.iggy.testing.TestJobs.awaitExactly;
import static lab.flink.connector.iggy.testing.TestJobs.run;
import static lab.flink.connector.iggy.testing.TestJobs.source;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.Credentials;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestMetrics;
import lab.flink.connector.iggy.testing.TestProxy;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The server is lost, hangs, comes back or never comes; the way to it is a proxy. */
class OutageIT {

    private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(500);
    private static final RetryPolicy PATIENT =
            new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(5));
    private static final RetryPolicy IMPATIENT =
            new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(1));

    private final TestCluster cluster = TestCluster.shared();
    private final TestProxy proxy = new TestProxy(TestServer.shared());

    @AfterEach
    void closeProxy() throws IOException {
        proxy.close();
    }

    @Test
    void survives_connections_that_are_cut_again_and_again() {
        try (var topic = TestTopic.create(3)) {
            JobID job = run(patient(topic).build(), topic.stream(), 2, settings(0));
            var sent = new ArrayList<String>();
            // a cut between two polls is mended by the pool unseen: some must come in the middle
            for (int round = 0; round < 5 || (reconnects(job) == 0 && round < 200); round++) {
                sent.addAll(sendSome(topic, round));
                proxy.cut();
                sent.addAll(sendSome(topic, round + 1_000));
                awaitExactly(topic.stream(), sent);
            }
            assertThat(cluster.status(job)).isEqualTo(JobStatus.RUNNING);
            assertThat(reconnects(job)).isPositive();
            cluster.cancel(job);
        }
    }

    @Test
    void survives_a_server_that_goes_away_and_comes_back() throws IOException {
        try (var topic = TestTopic.create(3)) {
            var sent = new ArrayList<>(sendSome(topic, 0));
            JobID job = run(patient(topic).build(), topic.stream(), 2, settings(0));
            awaitExactly(topic.stream(), sent);

            proxy.goAway();
            sent.addAll(sendSome(topic, 1));
            cluster.awaitCheckpoint(job); // checkpoints go on without the server
            assertThat(StateCollector.size(topic.stream())).isEqualTo(3_000);
            proxy.comeBack();

            awaitExactly(topic.stream(), sent);
            cluster.cancel(job);
        }
    }

    @Test
    void survives_a_server_that_hangs() {
        try (var topic = TestTopic.create(3)) {
            var sent = new ArrayList<>(sendSome(topic, 0));
            JobID job = run(patient(topic).build(), topic.stream(), 2, settings(0));
            awaitExactly(topic.stream(), sent);

            proxy.hang(true);
            sent.addAll(sendSome(topic, 1));
            cluster.awaitCheckpoint(job);
            TestCluster.await(
                    "worry", () -> TestMetrics.sum(job, ".millisSinceLastAnswer") > 2_000);
            proxy.hang(false);

            awaitExactly(topic.stream(), sent);
            cluster.cancel(job);
        }
    }

    @Test
    void a_frozen_source_fails_when_its_patience_is_over() {
        try (var topic = TestTopic.create(1)) {
            List<String> sent = topic.send(0, "a", 0, 10);
            JobID job =
                    run(
                            source(topic, behindProxy()).connection(connection(IMPATIENT)).build(),
                            topic.stream(),
                            1,
                            settings(0));
            awaitExactly(topic.stream(), sent);

            proxy.hang(true);

            assertThat(cluster.failure(job))
                    .hasStackTraceContaining("no answer for longer than retry.max-duration = PT1S");
        }
    }

    @Test
    void cancels_at_once_while_the_server_hangs() {
        try (var topic = TestTopic.create(1)) {
            List<String> sent = topic.send(0, "a", 0, 10);
            var config = connection(PATIENT).withRequestTimeout(Duration.ofMinutes(1));
            JobID job =
                    run(
                            source(topic, behindProxy()).connection(config).build(),
                            topic.stream(),
                            2,
                            settings(0));
            awaitExactly(topic.stream(), sent);
            proxy.hang(true);
            cluster.awaitCheckpoint(job);

            assertThat(cluster.cancel(job)).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void waits_for_server_and_topic_to_appear() throws IOException {
        try (var topic = TestTopic.unmade()) {
            proxy.goAway();
            JobID job = run(patient(topic).build(), topic.stream(), 2, settings(0));
            cluster.awaitStatus(job, JobStatus.RUNNING);
            proxy.comeBack();
            topic.make(2);

            List<String> sent = topic.send(1, "a", 0, 1_000);

            awaitExactly(topic.stream(), sent);
            cluster.cancel(job);
        }
    }

    @Test
    void does_not_wait_for_a_topic_longer_than_it_is_told() {
        try (var topic = TestTopic.unmade()) {
            JobID job =
                    run(
                            source(topic).connection(connection(IMPATIENT)).build(),
                            topic.stream(),
                            1,
                            settings(0));

            assertThat(cluster.failure(job)).rootCause().hasMessageContaining("does not exist yet");
        }
    }

    @Test
    void does_not_try_again_with_a_wrong_password_and_does_not_show_it() {
        try (var topic = TestTopic.create(1)) {
            var wrong = new Credentials.Password("iggy", "not-the-password");
            TestServer server = TestServer.shared();
            JobID job =
                    run(
                            source(topic)
                                    .connection(
                                            ConnectionConfig.of(
                                                    server.host(), server.port(), wrong))
                                    .build(),
                            topic.stream(),
                            1,
                            settings(0));

            Throwable failure = cluster.failure(job);
            assertThat(failure).hasStackTraceContaining("error 42");
            assertThat(org.apache.flink.util.ExceptionUtils.stringifyException(failure))
                    .doesNotContain("not-the-password");
        }
    }

    private IggySourceBuilder<String> patient(TestTopic topic) {
        return source(topic, behindProxy()).connection(connection(PATIENT));
    }

    private ConnectionConfig connection(RetryPolicy retry) {
        return behindProxy().connection().withRequestTimeout(REQUEST_TIMEOUT).withRetry(retry);
    }

    private TestServer behindProxy() {
        return TestServer.shared().through(proxy.port());
    }

    private static long reconnects(JobID job) {
        return TestMetrics.sum(job, ".IggySourceReader.reconnects");
    }

    private static List<String> sendSome(TestTopic topic, int round) {
        var sent = new ArrayList<String>();
        for (int partition = 0; partition < 3; partition++) {
            sent.addAll(topic.send(partition, "r" + round + "p" + partition + "-", 0, 1_000));
        }
        return sent;
    }
}
