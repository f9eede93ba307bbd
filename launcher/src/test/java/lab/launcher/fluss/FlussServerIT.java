package lab.launcher.fluss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lab.testports.TestPorts;
import org.apache.fluss.metadata.TablePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a JVM that writes to its Fluss, and counts what a new one still has. */
class FlussServerIT {

    private static final int KILLS = 2;
    private static final int ROWS_BEFORE_KILL = 2_000;

    @TempDir Path dir;

    @Test
    void keeps_every_acknowledged_row_over_kills_in_mid_write() throws Exception {
        int coordinatorPort = TestPorts.one();
        int zookeeperPort = TestPorts.one();
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged += writeAndKill(coordinatorPort, zookeeperPort);
        }

        var config = config(dir, coordinatorPort, zookeeperPort);
        try (var server = FlussServer.start(config)) {
            FlussTables tables = server.tables();
            long held =
                    tables.nextOffsets(FlussWriter.TABLE).values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            assertThat(tables.tables()).contains(TablePath.of("lab", "rows"));
            assertThat(held).isGreaterThanOrEqualTo(acknowledged);
        }
    }

    @Test
    void starts_again_at_once_after_a_clean_close() throws Exception {
        var config = config(dir, TestPorts.one(), TestPorts.one());
        FlussServer.start(config).close();
        try (var server = FlussServer.start(config)) {
            assertThat(server.tables().tables()).isEmpty();
        }
    }

    static FlussConfig config(Path dir, int coordinatorPort, int zookeeperPort) {
        return new FlussConfig(
                dir.resolve("fluss"),
                dir.resolve("zookeeper"),
                coordinatorPort,
                zookeeperPort,
                Duration.ofSeconds(30));
    }

    /** Kills the writer once it has reported enough acknowledged rows; returns how many it had. */
    private long writeAndKill(int coordinatorPort, int zookeeperPort) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FlussWriter.class.getName(),
                        dir.toString(),
                        Integer.toString(coordinatorPort),
                        Integer.toString(zookeeperPort)));
        Process writer =
                new ProcessBuilder(command)
                        .redirectError(dir.resolve("writer.err").toFile())
                        .start();
        long acknowledged = 0;
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while (acknowledged < ROWS_BEFORE_KILL && (line = lines.readLine()) != null) {
                if (line.startsWith(FlussWriter.MARK)) {
                    acknowledged = Long.parseLong(line.substring(FlussWriter.MARK.length()));
                }
            }
            // Its ports are free once it is gone, not when it was told to go.
            writer.destroyForcibly().onExit().join();
        }
        assertThat(acknowledged)
                .as("rows acknowledged before the writer ended; see writer.err")
                .isGreaterThanOrEqualTo(ROWS_BEFORE_KILL);
        return acknowledged;
    }
}
