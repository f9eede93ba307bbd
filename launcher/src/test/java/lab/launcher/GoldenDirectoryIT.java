package lab.launcher;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data directories as other versions left them, kept for good: this version goes on with each of
 * them, and its books reconcile.
 *
 * <p>{@code before-formats} was made before any file said its format, {@code format-1} by the first
 * version where all do; {@code launcher/src/test/golden/make.sh} makes one. Tables hold absolute
 * addresses, so a directory can stand at one place only; a lock keeps two runs of this test apart.
 *
 * <p>What a new version changes is put before the shipped files on the class path.
 */
class GoldenDirectoryIT {
    private static final Path ARCHIVES = Path.of("src", "test", "resources", "golden");
    private static final Path PLACE = Path.of("/tmp/tidemark-golden");
    private static final Path LOCK = Path.of("/tmp/tidemark-golden.lock");
    private static final Path DATA = PLACE.resolve("data");
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);

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

    /** The archives are older than this table, which is filled from the oldest message on. */
    private static final String HEARTBEATS =
            """
            SELECT MAX(oldest) AS oldest, MAX(missing) AS missing FROM (
                SELECT MIN(bus_offset) AS oldest, MAX(bus_offset) + 1 - COUNT(*) AS missing
                FROM cold.crypto.heartbeats GROUP BY bus_partition)\
            """;

    @TempDir private Path dir;

    @Test
    void a_directory_from_before_there_were_formats_goes_on_with_other_sql_and_another_fee()
            throws Exception {
        at(
                "before-formats",
                () -> {
                    // It ends after 12,000; the next decision to trade falls before this many
                    String up =
                            up(
                                    Optional.of(otherOptionsAndComments()),
                                    "--feed",
                                    "simulator",
                                    "--seed",
                                    "7",
                                    "--events",
                                    "36000",
                                    "--fee",
                                    "0.0006");

                    assertThat(up)
                            .contains("warm (restored), cold (restored), clearing (restored)");
                    assertThat(audit()).contains("reconciled");
                    assertThat(sql(ORDERS).lines())
                            .containsExactly(
                                    "account,fee_rate,n",
                                    "buy-and-hold,0.001000000000000000,6",
                                    "llm-only,0.000600000000000000,1");
                    assertThat(sql(TRADES).lines())
                            .containsExactly("repeated_places,is_longer", "0,true");
                    assertThat(sql(HEARTBEATS).lines()).containsExactly("oldest,missing", "0,0");
                });
    }

    @Test
    void a_state_version_that_does_not_fit_is_refused_by_name_and_the_other_jobs_run()
            throws Exception {
        at("format-1", this::onlyTheJobWhoseStateDoesNotFitIsRefused);
    }

    private void onlyTheJobWhoseStateDoesNotFitIsRefused() throws Exception {
        Path changed =
                changed(
                        "state",
                        List.of("40_clearing.sql"),
                        sql ->
                                sql.replace(
                                        "'job.state-version' = '1'", "'job.state-version' = '2'"));
        String told =
                "job clearing: its checkpoints must hold what this version keeps, do not: state version 1 found, 2 wanted; run ./lab reset --only derived";
        Result dry = upgrade(changed, "--dry-run");
        assertThat(dry.out()).contains(told, "RESTORED");
        assertThat(dry.exitCode()).isEqualTo(1);
        String offset = Integer.toString(TestOffset.any());
        try (LabProcess lab =
                LabProcess.start(
                        dir,
                        Optional.of(changed),
                        "up",
                        "--data",
                        DATA.toString(),
                        "--port-offset",
                        offset,
                        "--feed",
                        "none")) {
            int console = new Ports(Integer.parseInt(offset)).console();
            lab.await("jobs", ENDS_WITHIN, () -> LabStatus.of(console).path("jobs").size() == 4);
            lab.await(
                    "the page of the start", ENDS_WITHIN, () -> outOf(lab).contains("./lab down"));
            assertThat(lab.out())
                    .contains("jobs hot, warm (restored), cold (restored), clearing (REFUSED)")
                    .contains(told);
            Result status = run(Optional.empty(), "status", "--data", DATA.toString());
            assertThat(status.out()).contains(told).contains("RUNNING");
            assertThat(status.exitCode()).isEqualTo(1);
            assertThat(run(Optional.empty(), "down", "--data", DATA.toString()).exitCode())
                    .isZero();
            assertThat(lab.awaitExit(ENDS_WITHIN)).isZero();
        }
    }

    private Path otherOptionsAndComments() throws IOException {
        return changed(
                "options",
                List.of("10_hot.sql", "20_warm.sql", "30_cold.sql", "40_clearing.sql"),
                sql ->
                        "-- Another comment.\n"
                                + sql.replace("'250 ms'", "'300 ms'")
                                        .replace("'200 ms'", "'250 ms'")
                                        .replace("'20 ms'", "'25 ms'")
                                        .replace("'16 mb'", "'8 mb'"));
    }

    /** What a version ships whose SQL files are changed. */
    private Path changed(String name, List<String> files, UnaryOperator<String> change)
            throws IOException {
        Path folder = dir.resolve(name);
        for (String file : files) {
            String shipped = shipped("/sql/" + file);
            String text = change.apply(shipped);
            assertThat(text).as(file).isNotEqualTo(shipped);
            Path to = folder.resolve("sql").resolve(file);
            Files.createDirectories(requireNonNull(to.getParent()));
            Files.writeString(to, text);
        }
        return folder;
    }

    private static String shipped(String name) throws IOException {
        try (InputStream in = GoldenDirectoryIT.class.getResourceAsStream(name)) {
            return new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private record Result(int exitCode, String out, String err) {}

    private Result run(Optional<Path> changed, String... arguments) throws Exception {
        try (LabProcess lab = LabProcess.start(dir, changed, arguments)) {
            int exitCode = lab.awaitExit(ENDS_WITHIN);
            return new Result(exitCode, lab.out(), lab.err());
        }
    }

    private Result upgrade(Path changed, String... options) throws Exception {
        return run(
                Optional.of(changed),
                Stream.concat(
                                Stream.of("upgrade", "--data", DATA.toString()),
                                Arrays.stream(options))
                        .toArray(String[]::new));
    }

    private String up(Optional<Path> changed, String... options) throws Exception {
        String out =
                LabProcess.run(
                        dir,
                        changed,
                        ENDS_WITHIN,
                        Stream.concat(
                                        Stream.of(
                                                "up",
                                                "--data",
                                                DATA.toString(),
                                                "--port-offset",
                                                Integer.toString(TestOffset.any()),
                                                "--speed",
                                                "max",
                                                "--until-end"),
                                        Arrays.stream(options))
                                .toArray(String[]::new));
        assertThat(out).contains("every tier holds all of it");
        return out;
    }

    private String audit() throws Exception {
        return LabProcess.run(dir, ENDS_WITHIN, "audit", "--data", DATA.toString());
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

    private static String outOf(LabProcess lab) {
        try {
            return lab.out();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private interface Trial {
        void run() throws Exception;
    }

    /** Unpacks an archive at its place. */
    private static void at(String archive, Trial trial) throws Exception {
        try (var file = new RandomAccessFile(LOCK.toFile(), "rw");
                var _ = file.getChannel().lock()) {
            try {
                unpack(ARCHIVES.resolve(archive + ".tar.gz"));
                trial.run();
            } finally {
                DataDir.deleteTree(PLACE);
            }
        }
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
