package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.operation.RealPrometheus;
import lab.launcher.operation.ServedMetrics;
import lab.launcher.process.ControlFile;
import lab.launcher.service.LabService;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole lab in processes of its own: side by side, killed, asked and stopped. */
class LabIT {
    private static final Duration UP_WITHIN = Duration.ofMinutes(4);
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(4);
    private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(2);
    private static final int TRADES = 600;
    private static final String CANDLES =
            """
            SELECT width, pair, window_start, `open`, `high`, `low`, `close`, `volume`, trade_count
            FROM (SELECT '1m' AS width, * FROM warm.crypto.candles_1m
                UNION ALL SELECT '5m', * FROM warm.crypto.candles_5m
                UNION ALL SELECT '1h', * FROM warm.crypto.candles_1h)
            ORDER BY width, pair, window_start\
            """;
    private static final String COLD =
            """
            SELECT COUNT(DISTINCT (pair, trade_id)) AS trades,
                COUNT(*) - COUNT(DISTINCT (bus_partition, bus_offset)) AS repeated_places
            FROM cold.crypto.trades\
            """;

    @TempDir Path dir;

    private Recording recording = new Recording(Path.of("none"), 0);

    @BeforeEach
    void record() throws IOException {
        recording = Recording.write(dir.resolve("market.ws"), TRADES);
    }

    @Test
    void a_killed_lab_goes_on_and_ends_with_every_candle_and_each_trade_once() throws Exception {
        Path killed = dir.resolve("killed");
        String killedPorts = offset();
        try (LabProcess first =
                up(killed, killedPorts, "--feed", "file:" + recording.file(), "--speed", "20")) {
            await(first, killed, "healthy", () -> isHealthy(killed));
            await(first, killed, "its warm tier saved", () -> hasCheckpoint(killed, "warm"));
            first.kill();
        }

        try (LabProcess again = upUntilEnd(killed, killedPorts)) {
            assertThat(again.awaitExit(ENDS_WITHIN)).as(again.toString()).isZero();
            assertThat(again.out()).contains("every tier holds all of it", "dead letters");
        }

        List<String> expected = new ArrayList<>();
        expected.add("width,pair,window_start,open,high,low,close,volume,trade_count");
        expected.addAll(recording.candles("1h", Duration.ofHours(1)));
        expected.addAll(recording.candles("1m", Duration.ofMinutes(1)));
        expected.addAll(recording.candles("5m", Duration.ofMinutes(5)));
        expected.addAll(List.of("trades,repeated_places", TRADES + ",0"));
        assertThat(sql(killed, CANDLES + ";\n" + COLD).lines())
                .as("every candle, every trade, and each place on the bus once")
                .hasSize(1 + 2 * (10 + 2 + 1) + 2)
                .containsExactlyElementsOf(expected);
    }

    @Test
    void a_running_lab_answers_guards_its_directory_and_stops_when_it_is_told() throws Exception {
        Path data = dir.resolve("data");
        String ports = offset();
        try (LabProcess lab =
                LabProcess.start(
                        dir,
                        Map.of("LAB_QUALITY_AFTER", "0s"),
                        "up",
                        "--data",
                        data.toString(),
                        "--port-offset",
                        ports,
                        "--feed",
                        "file:" + recording.file(),
                        "--speed",
                        "max",
                        "--without",
                        "lancer")) {
            await(lab, data, "caught up", () -> isCaughtUp(data));
            await(lab, data, "looked through", () -> isLookedThrough(data));
            if (Listeners.canTell()) {
                assertThat(Listeners.of(lab.pid()))
                        .as("who listens beyond loopback can be reached by strangers")
                        .hasSizeGreaterThan(5)
                        .allMatch(Listeners.Listener::isLoopback);
            }
            assertThat(lab.out()).contains("RECORDED, market.ws", "http://localhost:");
            assertThat(status(data).path("dead_letters").asLong()).isEqualTo(1);
            await(lab, data, "each tier's newest event", () -> saysTimes(data));
            assertThat(sql(data, "SELECT COUNT(*) AS n FROM hot.crypto.trades"))
                    .as("repeats are dropped or kept, never lost")
                    .matches("n\n6\\d\\d\n");

            assertThat(ServedMetrics.problems(metrics(ports), Set.of("lancer", "replay")))
                    .isEmpty();
            prometheusScrapesIt(lab, Integer.parseInt(ports));

            try (LabProcess second = up(data, offset(), "--feed", "none")) {
                assertThat(second.awaitExit(ANSWERS_WITHIN)).isEqualTo(1);
                assertThat(second.err()).contains("one lab at a time").hasLineCount(1);
            }
            try (LabProcess second = up(dir.resolve("other"), ports, "--feed", "none")) {
                assertThat(second.awaitExit(ANSWERS_WITHIN)).isEqualTo(1);
                assertThat(second.err()).contains("it must be free").hasLineCount(1);
            }

            aServiceApartMayDieAndComeBack(data, Integer.parseInt(ports));
            await(lab, data, "healthy still", () -> isHealthy(data));

            assertThat(LabProcess.run(dir, ANSWERS_WITHIN, "down", "--data", data.toString()))
                    .startsWith("lab stopped");
            assertThat(lab.awaitExit(ANSWERS_WITHIN)).as(lab.toString()).isZero();
        }
        // Another lab has the ports meanwhile, which is nothing to one that does not run
        try (var _ = taken(new Ports(0).zookeeper());
                var _ = taken(new Ports(0).fluss())) {
            assertThat(
                            sql(
                                    data,
                                    "SELECT source FROM cold.crypto.dead_letters;"
                                            + " SELECT COUNT(*) AS runs FROM warm.crypto.quality_runs;"
                                            + " SELECT pair FROM hot.crypto.quotes"))
                    .matches("source\n[^\n]+\nruns\n1\npair\n(?s:.*)");
        }
    }

    private static String metrics(String offset) throws IOException {
        int port = new Ports(Integer.parseInt(offset)).console();
        try (var in =
                URI.create("http://localhost:%d/metrics".formatted(port)).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void prometheusScrapesIt(LabProcess lab, int ports) throws Exception {
        Optional<RealPrometheus> started = RealPrometheus.start(dir, ports);
        if (started.isPresent()) {
            try (RealPrometheus prometheus = started.get()) {
                lab.await(
                        "scraped",
                        ANSWERS_WITHIN,
                        () -> prometheus.jobsUp().equals(List.of("analyst", "consensus", "lab")));
                assertThat(prometheus.refusedQueries()).isEmpty();
            }
        }
    }

    /** A port that somebody listens on, whoever it is. */
    private static AutoCloseable taken(int port) throws IOException {
        return Ports.isFree(port)
                ? new ServerSocket(port, 1, InetAddress.getLoopbackAddress())
                : () -> {};
    }

    private void aServiceApartMayDieAndComeBack(Path data, int ports) throws Exception {
        int port = LabService.LANCER.on(new Ports(ports));
        try (LabProcess service = lancer(data)) {
            service.await("patterns", ANSWERS_WITHIN, () -> doPatternsAnswer(port));
            try (LabProcess second = lancer(data)) {
                assertThat(second.awaitExit(ANSWERS_WITHIN)).isEqualTo(1);
                assertThat(second.err()).contains("it must be free").hasLineCount(1);
            }
            service.kill();
        }
        assertThat(doPatternsAnswer(port)).isFalse();
        try (LabProcess status = LabProcess.start(dir, "status", "--data", data.toString())) {
            assertThat(status.awaitExit(ANSWERS_WITHIN)).as("one is missed").isEqualTo(1);
            assertThat(status.out()).contains("died", "./lab service lancer --data");
        }
        try (LabProcess again = lancer(data)) {
            again.await("patterns again", ANSWERS_WITHIN, () -> doPatternsAnswer(port));
        }
    }

    private LabProcess lancer(Path data) throws IOException {
        return LabProcess.start(dir, "service", "lancer", "--data", data.toString());
    }

    private static boolean doPatternsAnswer(int port) {
        try (var http = HttpClient.newHttpClient()) {
            var health = URI.create("http://localhost:%d/api/health".formatted(port));
            return http.send(
                                    HttpRequest.newBuilder(health).build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(LabProcess lab, Path data, String what, BooleanSupplier condition)
            throws Exception {
        try {
            lab.await(what, UP_WITHIN, condition);
        } catch (TimeoutException e) {
            throw new AssertionError("status: " + status(data), e);
        }
    }

    private LabProcess upUntilEnd(Path data, String ports) throws IOException {
        return up(
                data,
                ports,
                "--feed",
                "file:" + recording.file(),
                "--speed",
                "max",
                "--until-end",
                "--parallelism",
                "1");
    }

    private LabProcess up(Path data, String offset, String... options) throws IOException {
        String[] arguments =
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(
                                        "up", "--data", data.toString(), "--port-offset", offset),
                                java.util.stream.Stream.of(options))
                        .toArray(String[]::new);
        return LabProcess.start(dir, arguments);
    }

    private String sql(Path data, String statement) throws Exception {
        return LabProcess.run(
                dir,
                ANSWERS_WITHIN,
                "sql",
                "--data",
                data.toString(),
                "--port-offset",
                offset(data),
                "--format",
                "csv",
                "-e",
                statement);
    }

    /** Of a running lab its own; of a stopped one any that is free. */
    private static String offset(Path data) throws LabException {
        return ControlFile.running(new DataDir(data))
                .map(control -> Integer.toString(control.portOffset()))
                .orElseGet(LabIT::offset);
    }

    private static String offset() {
        return Integer.toString(TestOffset.any());
    }

    private static boolean isLookedThrough(Path data) {
        return status(data).path("quality").has("checked_at");
    }

    private boolean isHealthy(Path data) {
        return status(data).path("healthy").asBoolean();
    }

    private boolean hasCheckpoint(Path data, String job) {
        return jobs(data).anyMatch(it -> isOf(it, job) && it.has("last_checkpoint"));
    }

    private boolean isCaughtUp(Path data) {
        JsonNode status = status(data);
        return status.path("healthy").asBoolean()
                && status.path("dead_letters").asLong() > 0
                && jobs(data).allMatch(job -> job.path("lag_messages").asLong(1) == 0);
    }

    /** The hot and the cold tier hold the newest event; a candle begins before its trades. */
    private boolean saysTimes(Path data) {
        JsonNode status = status(data);
        String newest = status.path("newest_event_time").asText();
        JsonNode tiers = status.path("tiers");
        return tiers.size() == 3
                && tiers.get(0).path("newest_event_time").asText().equals(newest)
                && !tiers.get(1).has("rows")
                && tiers.get(1).path("newest_event_time").asText("9").compareTo(newest) <= 0
                && tiers.get(2).path("newest_event_time").asText().equals(newest);
    }

    private java.util.stream.Stream<JsonNode> jobs(Path data) {
        return java.util.stream.StreamSupport.stream(
                status(data).path("jobs").spliterator(), /* parallel= */ false);
    }

    private static boolean isOf(JsonNode job, String name) {
        return job.path("name").asText().equals(name);
    }

    /** The running lab's own document; nothing while it does not answer yet. */
    private static JsonNode status(Path data) {
        try {
            return ControlFile.running(new DataDir(data))
                    .map(control -> LabStatus.of(control.consolePort()))
                    .orElseGet(Json.mapper()::createObjectNode);
        } catch (LabException e) {
            return Json.mapper().createObjectNode();
        }
    }
}
