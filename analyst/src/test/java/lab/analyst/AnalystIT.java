package lab.analyst;

import static lab.analyst.facts.SomeCandles.BTC;
import static lab.analyst.facts.SomeCandles.START;
import static lab.analyst.facts.SomeCandles.wandering;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import lab.analyst.market.MemoryCandles;
import lab.analyst.model.FakeOllama;
import lab.servicekit.Metrics;
import lab.servicekit.http.HttpConfig;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;
import lab.servicekit.market.SeenMarket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalystIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final FakeOllama ollama = FakeOllama.start();
    private final MemoryCandles candles = new MemoryCandles();
    private final TestClock clock = new TestClock();
    private final PrometheusMeterRegistry registry = Metrics.registry();
    private Analyst analyst;
    private TokenFile token;

    AnalystIT() throws Exception {}

    @BeforeEach
    void start() throws Exception {
        token = TokenFile.openOrCreate(folder.resolve("secrets/token"));
        var settings =
                new AnalystSettings(
                        ollama.uri(),
                        FakeOllama.MODEL,
                        false,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(2),
                        400,
                        4_096,
                        RETRY_AFTER,
                        3,
                        Duration.ofSeconds(1));
        analyst =
                new Analyst(
                        new AnalystConfig(
                                HttpConfig.loopback(0),
                                folder.resolve("analyst"),
                                Bench.NOBODY,
                                settings),
                        new Analyst.Surroundings(
                                clock, registry, token, candles, Optional.empty()));
        analyst.start();
        until(() -> {
            if (analyst.standing().reason().isPresent()) {
                clock.advance(RETRY_AFTER); // a busy machine may not answer in time at first
            }
            return analyst.standing().source().equals("ollama") && analyst.isDone();
        });
    }

    @AfterEach
    void close() throws Exception {
        analyst.close();
        ollama.close();
        http.close();
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private void passed(int minutes) throws Exception {
        candles.publish(wandering(BTC, START, minutes, "62312.45"));
        until(() -> analyst.isDone());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return analyst.uri().resolve(path);
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.mapper().readTree(response.body());
    }

    private HttpResponse<String> post(String path, boolean withToken) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody());
        if (withToken) {
            request.header("Authorization", "Bearer " + token.value());
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void a_stray_interrupt_and_an_error_end_nothing() throws Exception {
        candles.surprise(() -> Thread.currentThread().interrupt());
        candles.surprise(() -> {
            throw new NoClassDefFoundError("lab/Gone");
        });
        until(candles::isCalm);
        passed(5);
        until(() -> json("/api/latest/BTC-USD").path("verdict").asText().equals("ACCEPTED"));
        until(() -> get("/api/health").statusCode() == 200);
    }

    @Test
    void whoever_tells_what_he_has_seen_hears_the_same_whatever_the_tables_hold() throws Exception {
        var seen =
                new SeenMarket(
                        BTC,
                        START.plusSeconds(20 * 60),
                        true,
                        wandering(BTC, START, 22, "62312.45"));
        JsonNode told = tell(seen);
        assertThat(told.path("source").asText()).isEqualTo("ollama");
        assertThat(told.path("verdict").asText()).isEqualTo("ACCEPTED");
        assertThat(told.path("occasion").asText()).isEqualTo("SEEN");
        assertThat(json("/api/latest/BTC-USD").path("verdict").asText()).isEqualTo("NONE");
        int asked = ollama.asked().size();
        passed(30);
        JsonNode cycle = json("/api/latest/BTC-USD?as_of=" + START.plusSeconds(24 * 60));
        assertThat(cycle.path("answer")).isEqualTo(told.path("answer"));
        assertThat(tell(seen)).isEqualTo(told);
        assertThat(ollama.asked().size())
                .as("only for other moments")
                .isLessThanOrEqualTo(asked + 5);
        var quiet = new SeenMarket(BTC, START.plusSeconds(86_400), true, seen.candles());
        assertThat(tell(quiet).path("verdict").asText()).isEqualTo("NONE");
        assertThat(post("/api/latest/BTC-USD", false).statusCode()).isEqualTo(401);
        assertThat(post("/api/latest/BTC-USD", true).statusCode()).isEqualTo(400);
    }

    private JsonNode tell(SeenMarket seen) throws Exception {
        HttpResponse<String> response =
                http.send(
                        HttpRequest.newBuilder(uri("/api/latest/" + seen.pair()))
                                .header("Authorization", "Bearer " + token.value())
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                Json.write(seen.toJson())))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.mapper().readTree(response.body());
    }

    @Test
    void the_latest_has_the_fields_that_clients_know() throws Exception {
        passed(20);
        JsonNode one = json("/api/latest/BTC-USD");
        assertThat(one.path("pair").asText()).isEqualTo("BTC-USD");
        assertThat(one.path("narrative").asText()).startsWith("The model sees the price at ");
        assertThat(one.path("timestamp").asLong())
                .isEqualTo(START.plusSeconds(20 * 60).getEpochSecond());
        assertThat(one.path("time").asText()).isEqualTo("2026-03-02T10:20:00Z");
        assertThat(one.path("source").asText()).isEqualTo("ollama");
        assertThat(one.path("sentiment").asText()).isEqualTo("Bullish");
        assertThat(one.path("confidence").decimalValue()).isEqualByComparingTo("0.6");
        assertThat(one.path("evidence").path(0).asText()).isEqualTo("price");
        assertThat(one.path("verdict").asText()).isEqualTo("ACCEPTED");
        for (String field :
                new String[] {
                    "current",
                    "price_15m_ago",
                    "change_pct",
                    "high_15m",
                    "low_15m",
                    "volatility_pct"
                }) {
            assertThat(one.path("trend").path(field).isNumber()).as(field).isTrue();
        }
        assertThat(one.path("trend").path("direction").isTextual()).isTrue();
        assertThat(json("/api/latest").path("BTC-USD")).isEqualTo(one);
        JsonNode answer = json("/api/answers/" + one.path("answer").asText());
        assertThat(answer.path("user").asText()).contains("BTC-USD");
        assertThat(answer.path("digest").asText()).isEqualTo(FakeOllama.DIGEST);
    }

    @Test
    void as_of_a_time_the_newest_of_the_cycle_until_then_is_told() throws Exception {
        passed(12);
        JsonNode at7 = json("/api/latest/BTC-USD?as_of=2026-03-02T10:07:00Z");
        assertThat(at7.path("time").asText()).isEqualTo("2026-03-02T10:05:00Z");
        assertThat(at7.path("settled").asBoolean()).isTrue();
        JsonNode at16 = json("/api/latest/BTC-USD?as_of=2026-03-02T10:16:00.5Z");
        assertThat(at16.path("time").asText()).isEqualTo("2026-03-02T10:10:00Z");
        assertThat(at16.path("settled").asBoolean(true)).isFalse();
        passed(20);
        assertThat(json("/api/latest/BTC-USD?as_of=2026-03-02T10:07:00Z")).isEqualTo(at7);
        assertThat(json("/api/latest/BTC-USD?as_of=2026-03-02T10:16:00Z").path("time").asText())
                .isEqualTo("2026-03-02T10:15:00Z");
        JsonNode before = json("/api/latest/BTC-USD?as_of=2026-03-02T09:59:00Z");
        assertThat(before.path("sentiment").asText()).isEqualTo("Unknown");
        assertThat(before.path("verdict").asText()).isEqualTo("NONE");
        assertThat(get("/api/latest/BTC-USD?as_of=yesterday").statusCode()).isEqualTo(400);
        assertThat(get("/api/latest/nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void a_pair_of_which_nothing_was_said_is_unknown() throws Exception {
        JsonNode nothing = json("/api/latest/ETH-USD");
        assertThat(nothing.path("sentiment").asText()).isEqualTo("Unknown");
        assertThat(nothing.path("narrative").asText()).isNotBlank();
        assertThat(json("/api/latest").isEmpty()).isTrue();
    }

    @Test
    void a_comment_on_request_wants_the_token() throws Exception {
        passed(12);
        assertThat(post("/api/comment/BTC-USD", false).statusCode()).isEqualTo(401);
        HttpResponse<String> made = post("/api/comment/BTC-USD", true);
        assertThat(made.statusCode()).isEqualTo(200);
        JsonNode comment = Json.mapper().readTree(made.body());
        assertThat(comment.path("time").asText()).isEqualTo("2026-03-02T10:12:10Z");
        assertThat(comment.path("occasion").asText()).isEqualTo("REQUEST");
        assertThat(json("/api/latest/BTC-USD")).isEqualTo(comment);
        assertThat(post("/api/comment/ETH-USD", true).statusCode()).isEqualTo(404);
        assertThat(post("/api/comment/nonsense", true).statusCode()).isEqualTo(400);
    }

    @Test
    void a_model_that_dies_leaves_the_service_healthy_and_says_so() throws Exception {
        passed(5);
        ollama.close();
        passed(10);
        JsonNode one = json("/api/latest/BTC-USD");
        assertThat(one.path("source").asText()).isEqualTo("rules");
        assertThat(one.path("note").asText()).startsWith("Ollama at ");
        JsonNode standing = json("/api/analyst");
        assertThat(standing.path("source").asText()).isEqualTo("rules");
        assertThat(standing.path("reason").asText()).startsWith("Ollama at ");
        assertThat(get("/api/health").statusCode()).isEqualTo(200);
    }

    @Test
    void what_ollama_itself_says_went_wrong_stands_wherever_one_looks() throws Exception {
        String problem = "model requires more system memory (5.6 GiB) than is available (2.1 GiB)";
        ollama.answers(FakeOllama.Manner.of(200, Json.write(Map.of("error", problem))));
        passed(5);
        assertThat(json("/api/latest/BTC-USD").path("note").asText()).contains(problem);
        assertThat(json("/api/latest/ETH-USD").path("note").asText()).contains(problem);
        assertThat(json("/api/analyst").path("reason").asText()).contains(problem);
        until(() -> get("/api/health").body().contains(problem));
        assertThat(get("/api/health").statusCode()).isEqualTo(200);
    }

    @Test
    void candles_that_cannot_be_read_are_told_by_health_and_tried_again() throws Exception {
        passed(5);
        candles.fail("disk is gone");
        until(() -> get("/api/health").statusCode() == 503);
        assertThat(get("/api/health").body()).contains("disk is gone");
        candles.recover();
        until(() -> get("/api/health").statusCode() == 200);
        passed(10);
        assertThat(json("/api/latest/BTC-USD").path("time").asText())
                .isEqualTo("2026-03-02T10:10:00Z");
    }

    @Test
    void lines_of_its_journal_that_somebody_garbles_are_told_and_it_goes_on() throws Exception {
        passed(5);
        Path journal = folder.resolve("analyst/commentary.jsonl");
        Files.writeString(
                journal, Files.readString(journal).replace("\"pair\":\"BTC-USD\"", "#".repeat(16)));
        assertThat(get("/api/latest/BTC-USD").body()).contains("Nothing was said");
        until(() -> get("/api/health").body().contains("1 lines cannot be read"));
        assertThat(get("/api/health").statusCode()).isEqualTo(200);
        assertThat(get("/api/health").body()).contains(journal.toString(), "./lab down");
        assertThat(get("/metrics").body()).contains("lab_analyst_unreadable_lines_total 1.0");

        passed(10);
        assertThat(json("/api/latest/BTC-USD").path("time").asText())
                .isEqualTo("2026-03-02T10:10:00Z");
    }

    @Test
    void metrics_and_document_are_there_and_named_by_the_rule() throws Exception {
        passed(10);
        assertThat(get("/metrics").body())
                .contains(
                        "lab_analyst_cycles_total 2.0",
                        "lab_analyst_comments_total{source=\"ollama\",verdict=\"ACCEPTED\"} 2.0",
                        "lab_analyst_answer_seconds_count 2",
                        "lab_analyst_model_errors_total 0.0");
        assertThat(Metrics.badNames(registry)).isEmpty();
        JsonNode paths = json("/openapi").path("paths");
        assertThat(paths.propertyStream().map(Map.Entry::getKey))
                .contains(
                        "/api/latest",
                        "/api/latest/{pair}",
                        "/api/comment/{pair}",
                        "/api/answers/{key}",
                        "/api/analyst",
                        "/api/health",
                        "/metrics");
    }
}
