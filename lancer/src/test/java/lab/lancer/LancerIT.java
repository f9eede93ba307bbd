package lab.lancer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import lab.lancer.annotation.AnnotationRule;
import lab.lancer.index.IndexConfig;
import lab.lancer.index.PatternIndex;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.Market;
import lab.lancer.warm.CandleImport;
import lab.lancer.warm.CandleTableOnDisk;
import lab.lancer.warm.ImportedCandle;
import lab.lancer.warm.WarmCandles;
import lab.servicekit.Metrics;
import lab.servicekit.http.HttpConfig;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;
import lab.servicekit.market.SeenMarket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as a client sees it, over a warm tier that grows. */
class LancerIT {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private URI uri = URI.create("http://localhost");
    private AutoCloseable running = () -> {};

    @AfterEach
    void stop() throws Exception {
        running.close();
    }

    @Test
    void a_new_candle_is_answered_by_soon_and_what_was_known_before_stays_as_it_was()
            throws Exception {
        var table = new CandleTableOnDisk(folder.resolve("warehouse"));
        start();
        awaitTrue(() -> get("/api/health").body().contains("no candles yet"));
        assertThat(get("/api/health").statusCode()).isEqualTo(503);
        List<CandleClose> candles = Market.minutes(8_000, 3);
        write(table, candles.subList(0, 7_900));
        await("/api/health", 200);
        JsonNode first = json("/api/signals/BTC-USD");
        Instant newest = candles.get(7_899).start().plusSeconds(60);
        assertThat(first.path("as_of").asText()).isEqualTo(newest.toString());
        assertThat(first.path("matches")).hasSize(5);
        assertThat(first.path("percentile").isNumber()).isTrue();
        assertThat(first.path("search").asText()).isEqualTo("exact");
        assertDrawn(json("/api/signals/BTC-USD?curves=true"), first, candles);

        CandleClose next = candles.get(7_900);
        table.writeLive("BTC-USD", next.start(), BigDecimal.valueOf(next.close()).toPlainString());
        Instant end = next.start().plusSeconds(60);
        awaitTrue(() -> json("/api/signals/BTC-USD").path("as_of").asText().equals(end.toString()));
        assertThat(withoutClock(json("/api/signals/BTC-USD?as_of=" + newest)))
                .isEqualTo(withoutClock(first));
        assertThat(json("/api/signals").path("BTC-USD").path("matches").isArray()).isTrue();
        assertThat(get("/metrics").body()).contains("lab_lancer_index_candles 7901");
        assertThat(get("/openapi").body()).contains("/api/signals/{pair}");
    }

    @Test
    void whoever_tells_what_he_has_seen_does_not_wait_for_the_warm_tier() throws Exception {
        var table = new CandleTableOnDisk(folder.resolve("warehouse"));
        List<CandleClose> candles = Market.minutes(1_100, 3);
        write(table, candles.subList(0, 900));
        start();
        await("/api/health", 200);
        Instant asOf = candles.get(949).start().plusSeconds(75);
        HttpResponse<String> told = tell(candles.subList(800, 950), asOf, false);
        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        assertThat(tell(candles.subList(870, 950), asOf, false).statusCode()).isEqualTo(503);
        assertThat(tell(candles.subList(0, 0), asOf, true).statusCode()).isEqualTo(400);
        write(table, candles.subList(900, 1_000));
        Instant newest = candles.get(999).start().plusSeconds(60);
        awaitTrue(() ->
                json("/api/signals/BTC-USD").path("as_of").asText().equals(newest.toString()));
        JsonNode later = json("/api/signals/BTC-USD?as_of=" + asOf);
        assertThat(withoutClock(Json.mapper().readTree(told.body())))
                .isEqualTo(withoutClock(later));
        assertThat(
                        http.send(
                                        HttpRequest.newBuilder(uri.resolve("/api/signals/BTC-USD"))
                                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(401);
    }

    private HttpResponse<String> tell(List<CandleClose> seen, Instant asOf, boolean isWhole)
            throws Exception {
        List<Candle> whole = seen.stream().map(LancerIT::candle).toList();
        var market = new SeenMarket(BTC, asOf, isWhole, whole);
        return http.send(
                HttpRequest.newBuilder(uri.resolve("/api/signals/BTC-USD"))
                        .header("Authorization", "Bearer " + token().value())
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(market.toJson())))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static Candle candle(CandleClose of) {
        BigDecimal close = BigDecimal.valueOf(of.close());
        Price price = Price.of(close.toPlainString());
        return new Candle(
                BTC,
                Interval.ONE_MINUTE,
                of.start(),
                price,
                price,
                price,
                price,
                BigDecimal.ONE,
                close,
                close,
                1);
    }

    private TokenFile token() {
        return TokenFile.openOrCreate(folder.resolve("secrets").resolve("token"));
    }

    @Test
    void an_index_that_another_writes_to_is_told_in_health_and_opened_once_it_is_free()
            throws Exception {
        try (var _ =
                PatternIndex.open(
                        IndexConfig.of(folder.resolve("lancer")), InstantSource.system())) {
            start();
            awaitTrue(() -> get("/api/health").body().contains("one process at a time"));
            assertThat(get("/api/health").statusCode()).isEqualTo(503);
        }
        awaitTrue(() -> get("/api/health").body().contains("the warm tier has no candles yet"));
    }

    @Test
    void what_cannot_be_answered_is_a_problem_or_unknown_with_a_reason() throws Exception {
        write(new CandleTableOnDisk(folder.resolve("warehouse")), Market.minutes(300, 1));
        start();
        await("/api/health", 200);
        for (String path :
                List.of(
                        "/api/signals/BTC",
                        "/api/signals/BTC-USD?as_of=yesterday",
                        "/api/signals/BTC-USD?curves=some")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("application/problem+json");
        }
        assertThat(get("/api/signals/ETH-USD").statusCode()).isEqualTo(404);
        JsonNode early = json("/api/signals/BTC-USD?as_of=2010-01-01T00:00:00Z");
        assertThat(early.path("unknown").asText()).isNotEmpty();
        assertThat(early.path("matches").isArray()).isTrue();
        assertThat(early.path("matches")).isEmpty();
        assertThat(early.path("percentile").isNull()).isTrue();
        assertThat(early.has("query")).isFalse();
    }

    /** With curves it says the same, and the prices of each window, as the candles have them. */
    private static void assertDrawn(JsonNode drawn, JsonNode plain, List<CandleClose> candles)
            throws Exception {
        for (JsonNode match : drawn.path("matches")) {
            int end = place(match.path("window_end"), candles);
            assertThat(match.path("closes")).hasSize(60);
            assertThat(match.path("closes").path(0).asDouble())
                    .isEqualTo(candles.get(end - 60).close());
            assertThat(match.path("closes").path(59).asDouble())
                    .isEqualTo(candles.get(end - 1).close());
            assertThat(match.path("after")).hasSize(60);
            assertThat(match.path("after").path(59).asDouble())
                    .isEqualTo(match.path("outcome_pct").asDouble());
        }
        JsonNode query = drawn.path("query");
        assertThat(query.path("closes").path(59).asDouble())
                .isEqualTo(candles.get(place(query.path("window_end"), candles) - 1).close());
        assertThat(query.has("after")).as("nobody knows yet").isFalse();
        ((ObjectNode) query).remove("closes");
        drawn.path("matches")
                .forEach(match -> ((ObjectNode) match).remove(List.of("closes", "after")));
        assertThat(withoutClock(drawn)).isEqualTo(withoutClock(plain));
    }

    /** Behind a window's last candle. */
    private static int place(JsonNode windowEnd, List<CandleClose> candles) {
        Instant last = Instant.parse(windowEnd.asText()).minusSeconds(60);
        return candles.stream().map(CandleClose::start).toList().indexOf(last) + 1;
    }

    private void start() {
        var lancer =
                new Lancer(
                        new LancerConfig(
                                HttpConfig.loopback(0),
                                IndexConfig.of(folder.resolve("lancer")),
                                folder.resolve("warehouse"),
                                "crypto",
                                Duration.ofMillis(20),
                                AnnotationRule.STANDARD),
                        new Lancer.Surroundings(
                                InstantSource.system(),
                                Metrics.registry(),
                                token(),
                                Optional.empty()));
        lancer.start();
        uri = lancer.uri();
        running = lancer;
    }

    private void write(CandleTableOnDisk table, List<CandleClose> candles) throws Exception {
        try (WarmCandles warm = table.open();
                var into = new CandleImport(warm, "csv", folder)) {
            for (CandleClose candle : candles) {
                var price = BigDecimal.valueOf(candle.close());
                into.add(
                        BTC,
                        new ImportedCandle(
                                candle.start(), price, price, price, price, BigDecimal.ONE));
            }
            into.commit();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri.resolve(path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        return Json.mapper().readTree(get(path).body());
    }

    private static String withoutClock(JsonNode answer) {
        return answer.toString().replaceAll("\"queried_at\":\"[^\"]*\"", "");
    }

    private void await(String path, int status) throws Exception {
        awaitTrue(() -> get(path).statusCode() == status);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void awaitTrue(Condition condition) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
