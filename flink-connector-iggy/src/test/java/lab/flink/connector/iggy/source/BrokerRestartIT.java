package lab.flink.connector.iggy.source;

import static lab.flink.connector.iggy.testing.TestCluster.settings;
import static lab.flink.connector.iggy.testing.TestJobs.awaitExactly;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import lab.flink.connector.iggy.client.retry.RetryPolicy;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestJobs;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import lab.iggy.embedded.EmbeddedBroker;
import lab.testports.TestPorts;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker itself is stopped and started again, on the same port and directory. */
class BrokerRestartIT {

    private static final RetryPolicy RETRY =
            new RetryPolicy(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(5));

    @Test
    void a_broker_that_restarts_in_the_middle_costs_no_message(@TempDir Path directory)
            throws IOException {
        TestServer.assumeNoneIsNamed("it restarts the broker");
        EmbeddedBroker broker = TestServer.start(directory, TestPorts.one());
        TestServer server = TestServer.of(broker);
        TestTopic topic = TestTopic.create(server, 3);
        var sent = new ArrayList<String>();
        JobID job =
                TestJobs.run(
                        TestJobs.source(topic, server)
                                .connection(
                                        server.connection()
                                                .withRequestTimeout(Duration.ofMillis(500))
                                                .withRetry(RETRY))
                                .build(),
                        topic.stream(),
                        2,
                        settings(0));
        for (int round = 0; round < 3; round++) {
            for (int partition = 0; partition < 3; partition++) {
                sent.addAll(topic.send(partition, "r" + round + "p" + partition + "-", 0, 3_000));
            }
            topic.close();
            broker.close(); // what has just been sent is still being read
            broker = TestServer.start(directory, server.port());
            topic = topic.reopened();
            awaitExactly(topic.stream(), sent);
            // it may not restart: what it holds is what it read through the broker's absence
            assertThat(TestCluster.shared().status(job)).isEqualTo(JobStatus.RUNNING);
        }
        TestCluster.shared().cancel(job);
        topic.close();
        broker.close();
    }
}
