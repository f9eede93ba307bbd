package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Data directories as other versions left them, kept for good: this version restores each of them,
 * goes on, and its books reconcile, even with another fee.
 *
 * <p>{@code before-formats} was made before any file said its format, {@code format-1} by the first
 * version where all do. {@code launcher/src/test/golden/make.sh} makes one. Tables hold absolute
 * addresses, so a directory can stand at one place only; a lock keeps two runs of this test apart.
 */
class GoldenDirectoryIT {
    private static final Path ARCHIVES = Path.of("src", "test", "resources", "golden");
    private static final Path PLACE = Path.of("/tmp/tidemark-golden");
    private static final Path LOCK = Path.of("/tmp/tidemark-golden.lock");
    private static final Path DATA = PLACE.resolve("data");
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);

    /** The archives end after 12,000; the next decision to trade falls before this many. */
    private static final String EVENTS = "36000";

    private static final String ORDERS =
            """
            SELECT account, fee_rate, COUNT(*) AS n FROM warm.crypto.executions
            WHERE kind = 'order' GROUP BY account, fee_rate ORDER BY account, fee_rate\
            """;
    private static final String TRADES =
            """
            SELECT COUNT(*) - COUNT(DISTINCT (bus_partition, bus_offset)) AS repeated_places,
                COUNT(*) > 20000 AS is_longer
            FROM cold.crypto.trades\
            """;

    @TempDir private Path dir;

    static List<Path> archives() throws IOException {
        try (Stream<Path> found = Files.list(ARCHIVES)) {
            return found.filter(file -> file.toString().endsWith(".tar.gz")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("archives")
    void a_directory_of_an_older_version_goes_on_with_another_fee(Path archive) throws Exception {
        try (var file = new RandomAccessFile(LOCK.toFile(), "rw");
                var _ = file.getChannel().lock()) {
            try {
                unpack(archive);
                goesOn();
            } finally {
                DataDir.deleteTree(PLACE);
            }
        }
    }

    private void goesOn() throws Exception {
        String offset = Integer.toString(TestOffset.any());
        String up =
                LabProcess.run(
                        dir,
                        ENDS_WITHIN,
                        "up",
                        "--data",
                        DATA.toString(),
                        "--port-offset",
                        offset,
                        "--feed",
                        "simulator",
                        "--seed",
                        "7",
                        "--speed",
                        "max",
                        "--events",
                        EVENTS,
                        "--fee",
                        "0.0006",
                        "--until-end");

        assertThat(up)
                .contains("warm (restored), cold (restored), clearing (restored)")
                .contains("every tier holds all of it");
        assertThat(LabProcess.run(dir, ENDS_WITHIN, "audit", "--data", DATA.toString()))
                .contains("reconciled");
        assertThat(sql(ORDERS + ";\n" + TRADES).lines().toList())
                .containsExactly(
                        "account,fee_rate,n",
                        "buy-and-hold,0.001000000000000000,6",
                        "llm-only,0.000600000000000000,1",
                        "repeated_places,is_longer",
                        "0,true");
    }

    private String sql(String statement) throws Exception {
        return LabProcess.run(
                dir,
                ENDS_WITHIN,
                "sql",
                "--data",
                DATA.toString(),
                "--format",
                "csv",
                "-e",
                statement);
    }

    private static void unpack(Path archive) throws IOException, InterruptedException {
        DataDir.deleteTree(PLACE);
        Files.createDirectories(PLACE);
        var tar =
                new ProcessBuilder(
                                "tar",
                                "xzf",
                                archive.toAbsolutePath().toString(),
                                "-C",
                                PLACE.toString())
                        .inheritIO()
                        .start();
        assertThat(tar.waitFor()).isZero();
    }
}
