package lab.flink.connector.iggy.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lab.flink.connector.iggy.testing.CopyJob;
import lab.flink.connector.iggy.testing.JavaProcess;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import lab.testports.TestPorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Job and broker are processes of their own, and are killed as by {@code kill -9}. {@code
 * -Diggy.kill.lives=N} makes it N lives.
 */
class ExactlyOnceKillIT {

    private static final int LIVES = Integer.getInteger("iggy.kill.lives", 3);
    private static final int MESSAGES_A_LIFE = 4_000;
    private static final TestServer SERVER = TestServer.on(TestPorts.one());

    @TempDir Path directory;
    private Process broker;

    @BeforeAll
    static void needsItsOwnBroker() {
        TestServer.assumeNoneIsNamed("it kills the broker");
    }

    @BeforeEach
    void startBroker() throws IOException {
        broker = JavaProcess.broker(SERVER, directory.resolve("iggy"));
    }

    @AfterEach
    void killBroker() throws InterruptedException {
        JavaProcess.kill(broker);
    }

    @Test
    void whoever_is_killed_doubles_nothing() throws Exception {
        Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
        TestTopic topic = TestTopic.create(SERVER, 1);
        TestTopic copy = topic.sibling("copy", 3);
        var sent = new ArrayList<String>();
        for (int life = 0; life < LIVES; life++) {
            sent.addAll(topic.send(0, "life" + life + "-", 0, MESSAGES_A_LIFE));
            Process job = copyJob(topic, copy, checkpoints);
            try {
                int some = life * MESSAGES_A_LIFE + 1 + 900 * (life % 3);
                TestTopic now = copy;
                TestCluster.await("some of it", () -> count(now) >= some);
                if (life % 2 == 1) {
                    topic.close();
                    copy.close();
                    killBroker();
                    startBroker();
                    topic = topic.reopened();
                    copy = copy.reopened();
                }
            } finally {
                JavaProcess.kill(job);
            }
        }
        Process last = copyJob(topic, copy, checkpoints);
        TestTopic now = copy;
        TestCluster.await("all of it", () -> count(now) >= sent.size(), () -> "but " + count(now));
        long checkpoint = newest(checkpoints);
        TestCluster.await("one more checkpoint", () -> newest(checkpoints) > checkpoint);
        JavaProcess.kill(last);

        List<String> there = copy.readAll().values().stream().flatMap(List::stream).toList();
        assertThat(there).hasSameSizeAs(sent).containsExactlyInAnyOrderElementsOf(sent);
        topic.close();
        copy.close();
    }

    private static Process copyJob(TestTopic from, TestTopic to, Path checkpoints)
            throws IOException {
        return JavaProcess.start(
                SERVER,
                CopyJob.class,
                Integer.toString(SERVER.port()),
                SERVER.username(),
                SERVER.password(),
                from.stream(),
                from.topic(),
                to.topic(),
                checkpoints.toString());
    }

    private static long newest(Path checkpoints) {
        try {
            return CopyJob.newestCheckpoint(checkpoints)
                    .map(at -> Path.of(at).toFile().lastModified())
                    .orElse(0L);
        } catch (IOException | UncheckedIOException e) {
            return 0; // a checkpoint was removed under our eyes
        }
    }

    private static int count(TestTopic topic) {
        return (int) topic.info().partitions().stream().mapToLong(p -> p.nextOffset()).sum();
    }
}
