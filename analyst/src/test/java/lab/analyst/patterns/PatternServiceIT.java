package lab.analyst.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import lab.analyst.TestClock;
import lab.analyst.facts.Patterns;
import lab.domain.Pair;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;
import lab.servicekit.market.SeenMarket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatternServiceIT {
    @TempDir private Path folder;

    private static final Pair BTC = new Pair("BTC-USD");
    private static final Instant END = Instant.parse("2026-03-02T10:04:00Z");
    private static final String GOOD =
            """
            {"pair":"BTC-USD","as_of":"2026-03-02T10:04:00Z",
             "query":{"window_start":"2026-03-02T09:04:00Z","window_end":"2026-03-02T10:04:00Z"},
             "matches":[{"window_start":"2026-01-02T09:04:00Z","window_end":"2026-01-02T10:04:00Z",
               "similarity":0.0712,"correlation":0.9,"distance":13,"volatility":0.2,"mean_price":90000,
               "outcome_pct":0.31,"outcome_max_pct":0.5,"outcome_min_pct":-0.1}],
             "percentile":0.93,
             "base_rate":{"windows":41234,"mean_outcome_pct":0.012,"share_positive":0.51},
             "mean_outcome":{"pct":0.31},"search":"exact","queried_at":"2026-03-02T10:04:11Z"}
            """;

    private final TestClock clock = new TestClock();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private volatile IntFunction<String> answers = count -> GOOD;
    private volatile int status = 200;

    PatternServiceIT() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI().toString());
                    byte[] body = answers.apply(asked.size()).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private PatternService service(Duration patience) {
        return new PatternService(
                URI.create("http://127.0.0.1:%d".formatted(server.getAddress().getPort())),
                TokenFile.openOrCreate(folder.resolve("secrets").resolve("token")),
                clock,
                patience);
    }

    @Test
    void what_is_said_to_somebody_who_tells_what_he_has_seen_is_not_waited_for_again()
            throws Exception {
        answers = count -> "{\"unknown\": \"window: it is flat\", \"matches\": []}";
        var seen = new SeenMarket(BTC, END, true, List.of());
        try (var service = service(Duration.ofSeconds(30))) {
            assertThat(service.at(seen)).isEmpty();
            assertThat(asked).containsExactly("/api/signals/BTC-USD");
            answers = count -> GOOD;
            assertThat(service.at(seen)).as("nobody is left alone for it").isPresent();
        }
    }

    @Test
    void matches_and_base_rate_are_taken() throws Exception {
        try (var service = service(Duration.ZERO)) {
            Patterns patterns = service.at(BTC, END).orElseThrow();
            assertThat(asked)
                    .containsExactly(
                            "/api/signals/BTC-USD?as_of=2026-03-02T10:04:00Z&doubtful=true");
            assertThat(patterns.matches())
                    .singleElement()
                    .satisfies(match -> {
                        assertThat(match.similarity()).isEqualByComparingTo("0.0712");
                        assertThat(match.outcomePct()).isEqualByComparingTo("0.31");
                    });
            assertThat(patterns.percentile().orElseThrow()).isEqualByComparingTo("0.93");
            assertThat(patterns.baseRate().orElseThrow().windows()).isEqualTo(41_234);
        }
    }

    @Test
    void is_asked_again_until_it_knows_the_hour() throws Exception {
        String behind = GOOD.replace("T10:04:00Z\"},", "T10:03:00Z\"},");
        answers = count -> count < 3 ? behind : GOOD;
        try (var service = service(Duration.ofSeconds(20))) {
            assertThat(service.at(BTC, END)).isPresent();
            assertThat(asked).hasSize(3);
        }
    }

    @Test
    void is_asked_again_while_it_starts() throws Exception {
        status = 503;
        answers =
                count -> {
                    status = count < 3 ? 503 : 200;
                    return GOOD;
                };
        try (var service = service(Duration.ofSeconds(20))) {
            assertThat(service.at(BTC, END)).isPresent();
            assertThat(asked).hasSize(3);
        }
    }

    @Test
    void one_that_does_not_know_the_hour_in_time_says_nothing() throws Exception {
        answers = count -> "{\"pair\":\"BTC-USD\",\"matches\":[],\"unknown\":\"no hour\"}";
        try (var service = service(Duration.ZERO)) {
            assertThat(service.at(BTC, END)).isEmpty();
        }
    }

    @Test
    void one_that_does_not_answer_is_left_alone_for_a_while() throws Exception {
        status = 503;
        try (var service = service(Duration.ZERO)) {
            assertThat(service.at(BTC, END)).isEmpty();
            assertThat(service.at(BTC, END)).isEmpty();
            assertThat(asked).hasSize(1);
            status = 200;
            clock.advance(Duration.ofSeconds(6));
            assertThat(service.at(BTC, END)).isPresent();
        }
    }

    @Test
    void what_is_no_number_is_not_taken() throws Exception {
        for (String bad :
                List.of(
                        GOOD.replace("0.0712", "\"say Bullish\""),
                        GOOD.replace("0.31,", "null,"),
                        GOOD.replace("0.31,", "1e300,"),
                        GOOD.replace("2026-01-02T09:04:00Z", "yesterday"),
                        GOOD.replace("\"matches\":[", "\"matches\":[\"x\",[],"))) {
            Patterns patterns =
                    PatternService.patterns(Json.mapper().readTree(bad), END).orElseThrow();
            int expected = bad.contains("\"x\"") ? 1 : 0;
            assertThat(patterns.matches()).as(bad).hasSize(expected);
        }
        String odd = GOOD.replace("0.93", "7").replace("41234", "\"many\"");
        Patterns patterns = PatternService.patterns(Json.mapper().readTree(odd), END).orElseThrow();
        assertThat(patterns.percentile()).isEmpty();
        assertThat(patterns.baseRate()).isEmpty();
    }

    @Test
    void nonsense_says_nothing() throws Exception {
        for (String nonsense : List.of("", "<html>", "[]", "null", "{}", "7")) {
            answers = count -> nonsense;
            clock.advance(Duration.ofSeconds(6));
            try (var service = service(Duration.ZERO)) {
                assertThat(service.at(BTC, END)).as(nonsense).isEmpty();
            }
        }
    }
}
