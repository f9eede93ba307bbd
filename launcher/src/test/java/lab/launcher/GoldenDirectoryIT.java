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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.lancer.SignalAnswer;
import lab.lancer.index.PatternIndex;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.tables.PatternFiles;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data directories as other versions left them, kept for good: this version goes on with each of
 * them, and its books reconcile.
 *
 * <p>{@code before-formats} was made before any file said its format, {@code format-1} by the first
 * version where all do, {@code format-2} by the first whose sources note the last message read;
 * {@code launcher/src/test/golden/make.sh} makes one. Tables hold absolute addresses, so a
 * directory can stand at one place only; a lock keeps two runs of this test apart.
 *
 * <p>What a new version changes is put before the shipped files on the class path.
 */
class GoldenDirectoryIT {
    private static final Path ARCHIVES = Path.of("src", "test", "resources", "golden");
    private static final Path PLACE = Path.of("/tmp/tidemark-golden");
    private static final Path LOCK = Path.of("/tmp/tidemark-golden.lock");
    private static final Path DATA = PLACE.resolve("data");
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-06T00:00:00Z"));

    private static final String ORDERS =
            """
            SELECT account, fee_rate, COUNT(*) AS n FROM warm.crypto.executions
            WHERE kind = 'order' GROUP BY account, fee_rate ORDER BY account, fee_rate\
            """;
    private static final String FILLED =
            """
            SELECT CAST(fee_rate AS DECIMAL(8, 4)) AS fee, COUNT(DISTINCT account) AS accounts,
                COUNT(*) AS orders
            FROM warm.crypto.executions
            WHERE status = 'FILLED' GROUP BY fee_rate ORDER BY fee_rate DESC\
            """;

    /** Whether any order was filled after the first recording. */
    private static final String LATEST =
            """
            SELECT MAX(`time`) > TIMESTAMP '2026-01-05 02:30:00' AS is_newer
            FROM warm.crypto.executions WHERE status = 'FILLED' AND kind = 'order'\
            """;

    private static final String REPEATED =
            """
            SELECT COUNT(*) - COUNT(DISTINCT (account, `number`)) AS repeated
            FROM cold.crypto.executions\
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

    /** All that a reset takes away, and what it keeps. */
    private static final String ALL =
            """
            SELECT * FROM warm.crypto.candles_1m ORDER BY pair, window_start;
            SELECT * FROM warm.crypto.candles_5m ORDER BY pair, window_start;
            SELECT * FROM warm.crypto.candles_1h ORDER BY pair, window_start;
            SELECT * FROM warm.crypto.late_trades ORDER BY pair, trade_id;
            SELECT * FROM warm.crypto.annotations ORDER BY id;
            SELECT * FROM warm.crypto.executions ORDER BY account, `number`;
            SELECT * FROM warm.crypto.transfers ORDER BY transfer_id;
            SELECT * FROM warm.crypto.balances ORDER BY account, asset;
            SELECT * FROM hot.crypto.balances ORDER BY account, asset;
            SELECT * FROM hot.crypto.quotes ORDER BY pair;
            SELECT * FROM hot.crypto.executions ORDER BY bus_partition, bus_offset;
            SELECT * FROM cold.crypto.executions ORDER BY bus_partition, bus_offset;
            SELECT * FROM cold.crypto.orders ORDER BY bus_partition, bus_offset;
            SELECT * FROM cold.crypto.dead_letters ORDER BY bus_partition, bus_offset;
            SELECT COUNT(*) AS ticks, COUNT(DISTINCT (bus_partition, bus_offset)) AS places
            FROM cold.crypto.ticks\
            """;

    @TempDir private Path dir;

    @Test
    void a_directory_from_before_there_were_formats_goes_on_with_another_fee() throws Exception {
        at(
                "before-formats",
                () -> {
                    // It ends after 12,000; the next decision to trade falls before this many
                    String up =
                            up(
                                    Optional.empty(),
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
                    assertThat(sql(ORDERS, TRADES, HEARTBEATS))
                            .containsExactly(
                                    "account,fee_rate,n",
                                    "buy-and-hold,0.001000000000000000,6",
                                    "llm-only,0.000600000000000000,1",
                                    "repeated_places,is_longer",
                                    "0,true",
                                    "oldest,missing",
                                    "0,0");
                });
    }

    @Test
    void six_accounts_go_on_with_other_sql_and_another_fee_and_are_the_same_after_a_reset()
            throws Exception {
        at(
                "format-1",
                () -> {
                    onlyTheJobWhoseStateDoesNotFitIsRefused();
                    List<String> before = goesOnWithOtherSqlAndAnotherFee();
                    aResetBringsBackTheSame(before);
                    tradesOnAfterIt(before);
                });
    }

    @Test
    void marks_of_the_last_messages_read_are_found_again_and_all_jobs_go_on() throws Exception {
        at(
                "format-2",
                () -> {
                    String up =
                            up(Optional.empty(), "--feed", "file:" + PLACE.resolve("second.ws.gz"));
                    assertThat(up)
                            .contains("hot, warm (restored), cold (restored), clearing (restored)")
                            .doesNotContain("--on-bus-loss");
                    assertThat(sql(REPEATED, LATEST))
                            .containsExactly("repeated", "0", "is_newer", "true");
                    assertThat(audit()).contains("reconciled");
                });
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
                "job clearing: its checkpoints must hold what this version keeps, do not: state"
                        + " version 1 found, 2 wanted; run ./lab reset --only derived";
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
                        "file:" + PLACE.resolve("first.ws.gz"))) {
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

    /** Gives all that a reset takes away, and what it keeps. */
    private List<String> goesOnWithOtherSqlAndAnotherFee() throws Exception {
        Path changed = otherOptionsAndComments();
        Result upgrade = upgrade(changed);
        assertThat(upgrade.out())
                .contains("warm      RESTORED", "cold      RESTORED", "clearing  RESTORED");
        assertThat(upgrade.exitCode()).isZero();
        String up =
                up(
                        Optional.of(changed),
                        "--feed",
                        "file:" + PLACE.resolve("second.ws.gz"),
                        "--fee",
                        "0.0006");
        assertThat(up).contains("warm (restored), cold (restored), clearing (restored)");
        assertThat(audit()).contains("reconciled");
        List<String> answers = sql(REPEATED, FILLED, ALL);
        assertThat(answers).startsWith("repeated", "0");
        assertThat(answers.get(3)).startsWith("0.0010,6,");
        assertThat(answers.get(4)).startsWith("0.0006,");
        return answers;
    }

    private void aResetBringsBackTheSame(List<String> before) throws Exception {
        List<String> patterns = patterns();
        assertThat(
                        run(
                                Optional.empty(),
                                "reset",
                                "--only",
                                "derived",
                                "--yes",
                                "--data",
                                DATA.toString()))
                .matches(result -> result.exitCode() == 0, "done");

        assertThat(up(Optional.empty(), "--feed", "file:" + PLACE.resolve("second.ws.gz")))
                .doesNotContain("warm (restored)", "clearing (restored)");

        assertThat(sql(REPEATED, FILLED, ALL)).isEqualTo(before);
        assertThat(patterns()).isEqualTo(patterns);
    }

    private void tradesOnAfterIt(List<String> before) throws Exception {
        up(Optional.empty(), "--feed", "file:" + PLACE.resolve("third.ws.gz"));
        List<String> after = sql(REPEATED, FILLED);
        assertThat(after)
                .startsWith("repeated", "0")
                .hasSizeGreaterThanOrEqualTo(5)
                .isNotEqualTo(before.subList(0, after.size()));
        assertThat(audit()).contains("reconciled");
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

    /** What the index answers, all through the recordings. */
    private static List<String> patterns() throws Exception {
        var files = new PatternFiles(new DataDir(DATA), new Ports(0));
        var pair = new Pair("BTC-USD");
        var answers = new ArrayList<String>();
        try (var index = PatternIndex.openToRead(files.index(Map.of()), CLOCK, pair)) {
            answers.add(index.sizes().toString());
            for (int minute = 0; minute <= 180; minute += 15) {
                Instant time =
                        Instant.parse("2026-01-05T00:00:00Z").plus(Duration.ofMinutes(minute));
                answers.add(
                        Json.mapper()
                                .writeValueAsString(
                                        SignalAnswer.of(
                                                pair,
                                                index.answer(pair, time).orElseThrow(),
                                                CLOCK.instant())));
            }
        }
        return answers;
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

    private static String audit() {
        return LabHere.run("audit", "--data", DATA.toString());
    }

    private static List<String> sql(String... statements) {
        return LabHere.run(
                        "sql",
                        "--data",
                        DATA.toString(),
                        "--format",
                        "csv",
                        "-e",
                        String.join(";", statements))
                .lines()
                .toList();
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
