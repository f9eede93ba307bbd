package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.cluster.ClusterStatus;
import lab.launcher.cluster.Part;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.service.LabPorts;
import lab.testports.TestPorts;
import lab.topics.BusConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lab as separate processes gives the tables that one in a single JVM gives of the same recording
 * ({@link LabIT} has the same candles) and the same clearing case, also where processes are killed
 * meanwhile.
 */
class ClusterIT {
    private static final Duration UP_WITHIN = Duration.ofMinutes(5);
    private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);
    private static final int TRADES = 600;

    /** Of the recording's trades, as the feed tells it. */
    private static final String LAST = "2025-02-03T08:49:59Z";

    private static final String EXECUTION =
            "account, order_id, pair, side, quantity, status, reason, price, notional, fee, `time`";

    private static final String TABLES =
            """
            SELECT width, pair, window_start, `open`, `high`, `low`, `close`, `volume`, trade_count
            FROM (SELECT '1m' AS width, * FROM warm.crypto.candles_1m
                UNION ALL SELECT '5m', * FROM warm.crypto.candles_5m
                UNION ALL SELECT '1h', * FROM warm.crypto.candles_1h)
            ORDER BY width, pair, window_start;
            SELECT COUNT(DISTINCT (pair, trade_id)) AS trades,
                COUNT(*) - COUNT(DISTINCT (bus_partition, bus_offset)) AS repeated_places
            FROM cold.crypto.trades;
            SELECT COUNT(DISTINCT (pair, trade_id)) AS hot_trades FROM hot.crypto.trades\
            """;

    /** What tables say of the clearing case, and the file that says what is right. */
    private record Cleared(String statement, String file) {}

    private static final List<Cleared> CLEARED =
            List.of(
                    new Cleared(
                            "SELECT " + EXECUTION + " FROM warm.crypto.executions",
                            "executions.csv"),
                    new Cleared(
                            "SELECT " + EXECUTION + " FROM cold.crypto.executions",
                            "executions.csv"),
                    // A job that begins again may tell the hot tier of one twice.
                    new Cleared(
                            "SELECT DISTINCT " + EXECUTION + " FROM hot.crypto.executions",
                            "executions.csv"),
                    new Cleared(
                            "SELECT transfer_id, order_id, debit, credit, asset, amount, `time`"
                                    + " FROM warm.crypto.transfers",
                            "transfers.csv"),
                    new Cleared(
                            "SELECT account, asset, balance FROM warm.crypto.balances",
                            "balances.csv"),
                    new Cleared(
                            "SELECT account, asset, balance FROM hot.crypto.balances",
                            "balances.csv"));

    @TempDir Path dir;

    @Test
    void killed_processes_come_back_and_no_table_lacks_or_repeats_anything() throws Exception {
        Recording recording = Recording.write(dir.resolve("market.ws"), TRADES);
        Path data = dir.resolve("data");
        int offset = offset();
        try (LabProcess cluster =
                LabProcess.start(
                        dir,
                        "cluster",
                        "up",
                        "--data",
                        data.toString(),
                        "--port-offset",
                        Integer.toString(offset),
                        "--feed",
                        "file:" + recording.file(),
                        "--speed",
                        "20",
                        "--parallelism",
                        "2",
                        "--without",
                        "lancer,analyst,consensus")) {
            var ports = new Ports(offset);
            cluster.await("all processes up", UP_WITHIN, () -> areHealthy(data, ports));

            BusConnection bus = BrokerAccess.ofLab(new DataDir(data), ports).connection();

            WorkedClearing.OWN.send(bus, 0, 3);
            kill(data, "flink-taskmanager-0");
            WorkedClearing.OWN.send(bus, 1, 3);
            cluster.await("it back", UP_WITHIN, () -> isBack(data, ports, "flink-taskmanager-0"));
            kill(data, "fluss-tablet-0");
            kill(data, "submitter");
            WorkedClearing.OWN.send(bus, 2, 3);
            cluster.await("it back", UP_WITHIN, () -> isBack(data, ports, "fluss-tablet-0"));
            cluster.await("it back", UP_WITHIN, () -> isBack(data, ports, "submitter"));

            // What one job publishes at its checkpoint, another keeps at its next.
            for (String step : List.of("caught up", "caught up with each other")) {
                cluster.await(step, UP_WITHIN, () -> isCaughtUp(ports));
                Instant read = Instant.parse(newestCheckpoint(ports).orElseThrow());
                cluster.await("readable", UP_WITHIN, () -> isSavedAfter(ports, read));
            }

            List<String> expected = new ArrayList<>();
            expected.add("width,pair,window_start,open,high,low,close,volume,trade_count");
            expected.addAll(recording.candles("1h", Duration.ofHours(1)));
            expected.addAll(recording.candles("1m", Duration.ofMinutes(1)));
            expected.addAll(recording.candles("5m", Duration.ofMinutes(5)));
            expected.addAll(List.of("trades,repeated_places", TRADES + ",0"));
            expected.addAll(List.of("hot_trades", Integer.toString(TRADES)));
            String statements =
                    CLEARED.stream()
                            .map(Cleared::statement)
                            .collect(Collectors.joining(";\n", TABLES + ";\n", ""));
            List<String> answers =
                    lab("sql", data, "--format", "csv", "-e", statements).lines().toList();
            assertThat(answers.subList(0, expected.size())).isEqualTo(expected);
            checkCleared(answers.subList(expected.size(), answers.size()));

            assertThat(lab("cluster", "down", data)).startsWith("cluster stopped");
            assertThat(cluster.awaitExit(ANSWERS_WITHIN)).as(cluster.toString()).isZero();
        }
        try (LabProcess up =
                LabProcess.start(dir, "up", "--data", data.toString(), "--feed", "none")) {
            assertThat(up.awaitExit(ANSWERS_WITHIN)).isEqualTo(1);
            assertThat(up.err()).contains("./lab cluster up").hasLineCount(1);
        }
    }

    private static void checkCleared(List<String> answers) throws IOException {
        List<List<String>> tables = WorkedClearing.OWN.tables(answers);
        assertThat(tables).hasSameSizeAs(CLEARED);
        for (int i = 0; i < tables.size(); i++) {
            Cleared cleared = CLEARED.get(i);
            assertThat(tables.get(i))
                    .as(cleared.statement())
                    .isEqualTo(WorkedClearing.OWN.expected(cleared.file()));
        }
    }

    private void kill(Path data, String part) throws Exception {
        assertThat(
                        LabProcess.run(
                                dir,
                                ANSWERS_WITHIN,
                                "cluster",
                                "kill",
                                part,
                                "--data",
                                data.toString()))
                .startsWith(part + " killed");
    }

    private String lab(String command, Path data, String... options) throws Exception {
        return run(
                Stream.concat(Stream.of(command, "--data", data.toString()), Stream.of(options)));
    }

    private String lab(String command, String inner, Path data) throws Exception {
        return run(Stream.of(command, inner, "--data", data.toString()));
    }

    private String run(Stream<String> arguments) throws Exception {
        return LabProcess.run(dir, ANSWERS_WITHIN, arguments.toArray(String[]::new));
    }

    private static List<ClusterStatus.Line> lines(Path data, Ports ports) {
        try {
            return ClusterStatus.of(new DataDir(data), ports);
        } catch (LabException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean areHealthy(Path data, Ports ports) {
        List<ClusterStatus.Line> lines = lines(data, ports);
        return !lines.isEmpty() && lines.stream().allMatch(ClusterStatus.Line::healthy);
    }

    private static boolean isBack(Path data, Ports ports, String part) {
        List<ClusterStatus.Line> lines = lines(data, ports);
        return lines.stream().allMatch(ClusterStatus.Line::healthy)
                && lines.stream()
                        .anyMatch(line -> line.part().equals(part) && line.restarts() == 1);
    }

    private static boolean isCaughtUp(Ports ports) {
        JsonNode status = LabStatus.of(ports.console());
        return status.path("healthy").asBoolean()
                && status.path("newest_event_time").asText().compareTo(LAST) >= 0
                && status.path("dead_letters").asLong() > 0
                && jobs(status).allMatch(job -> job.path("lag_messages").asLong(1) == 0);
    }

    private static Optional<String> newestCheckpoint(Ports ports) {
        return jobs(LabStatus.of(ports.console()))
                .map(job -> job.path("last_checkpoint").asText())
                .max(String::compareTo);
    }

    /** What a checkpoint commits can be read once the next one is there. */
    private static boolean isSavedAfter(Ports ports, Instant read) {
        return jobs(LabStatus.of(ports.console()))
                .allMatch(job ->
                        job.has("last_checkpoint")
                                && Instant.parse(job.path("last_checkpoint").asText())
                                        .isAfter(read));
    }

    private static Stream<JsonNode> jobs(JsonNode status) {
        return StreamSupport.stream(status.path("jobs").spliterator(), /* parallel= */ false);
    }

    private static int offset() {
        int lowest = new Ports(0).zookeeper();
        return TestPorts.first(first -> {
            var ports = new Ports(first - lowest);
            return Stream.concat(LabPorts.all(ports).stream(), Part.ports(ports).stream())
                    .map(Ports.Named::number)
                    .distinct()
                    .toList();
        })
                - lowest;
    }
}
