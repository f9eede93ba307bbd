package lab.flink.connector.iggy.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lab.flink.connector.iggy.testing.CopyJob;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestServer;
import lab.flink.connector.iggy.testing.TestTopic;
import lab.iggy.embedded.StandaloneBroker;
import lab.testports.TestPorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job and broker are processes of their own, and are killed as by {@code kill -9}. */
class ExactlyOnceKillIT {

    private static final int MESSAGES_A_LIFE = 4_000;
    private static final TestServer SERVER =
            new TestServer("127.0.0.1", TestPorts.one(), "iggy", "a-password-of-a-test");

    @TempDir Path directory;
    private Process broker;

    @BeforeAll
    static void needsItsOwnBroker() {
        TestServer.assumeNoneIsNamed("it kills the broker");
    }

    @BeforeEach
    void startBroker() throws IOException {
        broker =
                java(
                        StandaloneBroker.class,
                        directory.resolve("iggy").toString(),
                        Integer.toString(SERVER.port()));
        try (BufferedReader output = broker.inputReader()) {
            assertThat(output.lines().anyMatch(line -> line.startsWith("listening on "))).isTrue();
        }
    }

    @AfterEach
    void killBroker() throws InterruptedException {
        kill(broker);
    }

    @Test
    void whoever_is_killed_doubles_nothing() throws Exception {
        Path checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
        TestTopic topic = TestTopic.create(SERVER, 1);
        TestTopic copy = topic.sibling("copy", 3);
        var sent = new ArrayList<String>();
        for (int life = 0; life < 3; life++) {
            sent.addAll(topic.send(0, "life" + life + "-", 0, MESSAGES_A_LIFE));
            Process job = copyJob(topic, copy, checkpoints);
            try {
                int some = life * MESSAGES_A_LIFE + 1 + 900 * life;
                TestTopic now = copy;
                TestCluster.await("some of it", () -> count(now) >= some);
                if (life == 1) {
                    topic.close();
                    copy.close();
                    killBroker();
                    startBroker();
                    topic = topic.reopened();
                    copy = copy.reopened();
                }
            } finally {
                kill(job);
            }
        }
        Process last = copyJob(topic, copy, checkpoints);
        TestTopic now = copy;
        TestCluster.await("all of it", () -> count(now) >= sent.size(), () -> "but " + count(now));
        long checkpoint = newest(checkpoints);
        TestCluster.await("one more checkpoint", () -> newest(checkpoints) > checkpoint);
        kill(last);

        List<String> there = copy.readAll().values().stream().flatMap(List::stream).toList();
        assertThat(there).hasSameSizeAs(sent).containsExactlyInAnyOrderElementsOf(sent);
        topic.close();
        copy.close();
    }

    private static Process copyJob(TestTopic from, TestTopic to, Path checkpoints)
            throws IOException {
        return java(
                CopyJob.class,
                Integer.toString(SERVER.port()),
                SERVER.username(),
                SERVER.password(),
                from.stream(),
                from.topic(),
                to.topic(),
                checkpoints.toString());
    }

    private static Process java(Class<?> main, String... arguments) throws IOException {
        var command =
                new ArrayList<String>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("IGGY_ROOT_USERNAME", SERVER.username());
        builder.environment().put("IGGY_ROOT_PASSWORD", SERVER.password());
        if (main != StandaloneBroker.class) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static void kill(Process process) throws InterruptedException {
        assertThat(process.destroyForcibly().waitFor(1, TimeUnit.MINUTES)).isTrue();
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
