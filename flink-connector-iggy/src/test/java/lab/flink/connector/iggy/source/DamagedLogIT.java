package lab.flink.connector.iggy.source;

import static lab.flink.connector.iggy.testing.TestCluster.settings;
import static lab.flink.connector.iggy.testing.TestJobs.awaitExactly;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.source.message.IggyDeserializationSchema;
import lab.flink.connector.iggy.testing.GoldenFrames;
import lab.flink.connector.iggy.testing.ScriptedServer;
import lab.flink.connector.iggy.testing.ScriptedServer.Answer;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestJobs;
import lab.flink.connector.iggy.testing.TestMetrics;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A server 0.8.0 that is told to purge a topic keeps what it had of it in memory only. It goes on
 * giving that out, and when it saves it behind new messages, its index does not fit the file any
 * more: polls are answered with bytes from the middle of messages, or with "invalid offset". No
 * wait cures that, and no other partition is ill.
 */
class DamagedLogIT {

    private static final int MESSAGES = 10;
    private static final int CANNOT_READ_MESSAGE = 4011;
    private static final int INVALID_OFFSET = 4100;

    private final TestCluster cluster = TestCluster.shared();

    @ParameterizedTest
    @EnumSource(DataLossPolicy.class)
    void what_is_no_message_ends_the_job_whatever_the_policy(DataLossPolicy policy)
            throws IOException {
        try (var server = new ScriptedServer(0, MESSAGES)) {
            JobID job = run(server, "damaged-" + policy, policy);
            awaitExactly("damaged-" + policy, messages());

            server.answerPolls(Answer.of(0, GoldenFrames.damagedLog()));

            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("s/t/0: the message at offset 10 must be there, but")
                    .hasMessageContaining("the server's log is damaged")
                    .hasMessageContaining("a message is cut short");
        }
    }

    @ParameterizedTest
    @EnumSource(DataLossPolicy.class)
    void so_does_a_purged_topic_whose_messages_are_still_given_out(DataLossPolicy policy)
            throws IOException {
        try (var server = new ScriptedServer(0, MESSAGES)) {
            JobID job = run(server, "purged-" + policy, policy);
            awaitExactly("purged-" + policy, messages());

            server.answerPolls(Answer.of(0, GoldenFrames.purgedTopic()));

            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("s/t/0: the message at offset 10 must be there, but")
                    .hasMessageContaining("has offset 2 and says that the newest is 0");
            assertThat(StateCollector.view("purged-" + policy)).hasSize(MESSAGES);
        }
    }

    @Test
    void a_refusal_that_says_so_ends_the_job_though_another_partition_is_well() throws IOException {
        try (var server = new ScriptedServer(2, 0, MESSAGES)) {
            JobID job = run(server, "damaged-one", DataLossPolicy.FAIL);
            var twice = new ArrayList<>(messages());
            twice.addAll(messages());
            awaitExactly("damaged-one", twice);

            server.answerPolls(Answer.of(INVALID_OFFSET));

            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("s/t/1: the message at offset 10 must be there, but")
                    .hasMessageContaining("the server answered with error 4100");
        }
    }

    /** The connection never gives up: each answer for the other partition says that it is well. */
    @Test
    void a_partition_that_is_not_served_ends_the_job_though_another_one_is() throws IOException {
        try (var server = new ScriptedServer(2, 0, MESSAGES)) {
            var impatient =
                    server.address()
                            .connection()
                            .withRetry(
                                    new RetryPolicy(
                                            Duration.ofMillis(10),
                                            Duration.ofMillis(50),
                                            Duration.ofSeconds(2)));
            JobID job =
                    TestJobs.run(
                            source(server, DataLossPolicy.FAIL).connection(impatient).build(),
                            "unserved",
                            1,
                            settings(0));
            TestCluster.await("all", () -> StateCollector.size("unserved") == 2 * MESSAGES);

            server.answerPolls(Answer.of(CANNOT_READ_MESSAGE));

            assertThat(cluster.failure(job))
                    .hasStackTraceContaining("no answer for longer than retry.max-duration = PT2S")
                    .hasStackTraceContaining("poll of s/t/1")
                    .hasStackTraceContaining("error 4011");
        }
    }

    /** Where reading starts is asked before any reader is there. */
    @Test
    void it_ends_a_job_at_its_start_as_well() throws IOException {
        try (var server = new ScriptedServer(0, MESSAGES)) {
            server.answerPolls(Answer.of(0, GoldenFrames.damagedLog()));
            JobID job = run(server, "damaged-start", DataLossPolicy.WARN);

            assertThat(cluster.failure(job))
                    .rootCause()
                    .hasMessageContaining("the server's log is damaged")
                    .hasMessageContaining("a message is cut short");
        }
    }

    @Test
    void one_such_answer_is_taken_for_a_connection_that_is_out_of_step() throws IOException {
        try (var server = new ScriptedServer(0, MESSAGES)) {
            JobID job = run(server, "damaged-once", DataLossPolicy.FAIL);
            awaitExactly("damaged-once", messages());

            server.answerNextPoll(Answer.of(0, GoldenFrames.damagedLog()));

            TestCluster.await("reconnect", () -> TestMetrics.sum(job, ".reconnects") == 1);
            cluster.awaitCheckpoint(job);
            long polls = TestMetrics.sum(job, ".emptyPolls");
            TestCluster.await("polls", () -> TestMetrics.sum(job, ".emptyPolls") > polls + 5);
            assertThat(cluster.status(job)).isEqualTo(JobStatus.RUNNING);
            cluster.cancel(job);
        }
    }

    private static List<String> messages() {
        return IntStream.range(0, MESSAGES).mapToObj(offset -> "m" + offset).toList();
    }

    private static JobID run(ScriptedServer server, String name, DataLossPolicy policy) {
        return TestJobs.run(source(server, policy).build(), name, 1, settings(0));
    }

    private static IggySourceBuilder<String> source(ScriptedServer server, DataLossPolicy policy) {
        return IggySource.<String>builder().connection(server.address().connection()).stream("s")
                .topics("t")
                .deserializer(IggyDeserializationSchema.ofPayload(new SimpleStringSchema()))
                .onDataLoss(policy);
    }
}
