package lab.consensus.signals;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.PatternSignal;
import lab.consensus.strategy.Sentiment;
import lab.consensus.strategy.Signals;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;
import lab.servicekit.market.SeenMarket;
import lab.testports.TestPorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceSignalsIT {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Instant TIME = Instant.parse("2026-03-02T10:08:15Z");
    private static final String PATTERNS =
            """
            {"query": {"window_end": "2026-03-02T10:08:00Z"}, "matches": [], "percentile": 0.73626,
             "mean_outcome": {"pct": 0.41, "low_pct": 0.05, "high_pct": 0.77},
             "base_rate": {"windows": 900, "mean_outcome_pct": 0.01}}\
            """;
    private static final String BULLISH =
            """
            {"verdict": "ACCEPTED", "sentiment": "Bullish", "time": "2026-03-02T10:05:00Z", "source": "rules"}\
            """;

    @TempDir private Path folder;

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile Answer patterns = new Answer(200, PATTERNS);
    private volatile Answer commentary = new Answer(200, BULLISH);
    private HttpServer server;
    private TokenFile token;

    /** What a service says. */
    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws Exception {
        token = TokenFile.openOrCreate(folder.resolve("secrets").resolve("token"));
        listen(TestPorts.one());
    }

    private void listen(int port) throws IOException {
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/api/signals/", exchange -> answer(exchange, patterns));
        server.createContext("/api/latest/", exchange -> answer(exchange, commentary));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange, Answer answer) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(
                exchange.getRequestURI()
                        + " "
                        + exchange.getRequestHeaders().getFirst("Authorization")
                        + " "
                        + Json.mapper().readTree(body).path("as_of").asText());
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private ServiceSignals signals(Duration patience) {
        return signals(server.getAddress().getPort(), patience);
    }

    private static Signals ask(ServiceSignals signals) throws Exception {
        return ask(signals, TIME);
    }

    private static Signals ask(ServiceSignals signals, Instant time) throws Exception {
        var seen = new SeenMarket(BTC, time, true, List.of());
        return signals.ask(time, List.of(seen)).get(120, TimeUnit.SECONDS);
    }

    private static String reason(Knowable<?> unknown) {
        assertThat(unknown).isInstanceOf(Knowable.Unknown.class);
        return ((Knowable.Unknown<?>) unknown).reason();
    }

    @Test
    void what_both_say_is_known_since_the_time_that_it_is_about() throws Exception {
        try (var signals = signals(Duration.ofMinutes(2))) {
            Signals said = ask(signals);
            Instant end = Instant.parse("2026-03-02T10:08:00Z");
            PatternSignal pattern = said.patterns(BTC).known().orElseThrow();
            assertThat(pattern.percentile())
                    .isEqualTo(new Knowable.Known<>(new BigDecimal("0.7363"), end));
            assertThat(pattern.meanOutcomePct()).isEqualByComparingTo("0.41");
            assertThat(pattern.lowPct().orElseThrow()).isEqualByComparingTo("0.05");
            assertThat(pattern.baseRatePct()).isEqualByComparingTo("0.01");
            assertThat(said.sentiment(BTC))
                    .isEqualTo(
                            new Knowable.Known<>(
                                    Sentiment.BULLISH, Instant.parse("2026-03-02T10:05:00Z")));
            assertThat(said.commentator(BTC)).contains("rules");
            assertThat(asked)
                    .containsExactlyInAnyOrder(
                            "/api/signals/BTC-USD Bearer %s 2026-03-02T10:08:15.000000Z"
                                    .formatted(token.value()),
                            "/api/latest/BTC-USD Bearer %s 2026-03-02T10:05:00.000000Z"
                                    .formatted(token.value()));
        }
    }

    @Test
    void a_moment_is_told_at_once_and_counts_two_minutes_later() throws Exception {
        commentary = new Answer(200, BULLISH.replace("10:05", "10:00"));
        try (var signals = signals(Duration.ofMinutes(2))) {
            Signals said = ask(signals, Instant.parse("2026-03-02T10:06:15Z"));
            assertThat(said.sentiment(BTC).known()).contains(Sentiment.BULLISH);
            until(() -> asked.stream().anyMatch(it -> it.endsWith("10:05:00.000000Z")));
            var _ = ask(signals, Instant.parse("2026-03-02T10:06:45Z"));
            assertThat(asked.stream().filter(it -> it.endsWith("10:05:00.000000Z"))).hasSize(1);
        }
    }

    @Test
    void a_moment_is_asked_about_once_until_what_was_seen_before_it_is_corrected()
            throws Exception {
        List<Candle> candles = candles("10:03:00", "10:04:00", "10:05:00", "10:06:00", "10:07:00");
        try (var signals = signals(Duration.ofMinutes(2))) {
            assertThat(sentiment(signals, 7, candles.subList(0, 3))).contains(Sentiment.BULLISH);
            commentary = new Answer(200, BULLISH.replace("Bullish", "Bearish"));
            assertThat(sentiment(signals, 8, candles.subList(0, 4)))
                    .as("a minute behind the moment says nothing of it")
                    .contains(Sentiment.BULLISH);
            assertThat(sentiment(signals, 9, candles.subList(1, 5)))
                    .as("nor does one that is not told any more")
                    .contains(Sentiment.BULLISH);
            assertThat(sentiment(signals, 9, candles.subList(0, 1)))
                    .as("a candle before the moment is gone")
                    .contains(Sentiment.BEARISH);
            commentary = new Answer(200, BULLISH.replace("10:05", "10:10"));
            assertThat(sentiment(signals, 12, candles.subList(0, 1)))
                    .as("another moment")
                    .contains(Sentiment.BULLISH);
        }
    }

    private static Optional<Sentiment> sentiment(
            ServiceSignals signals, int minute, List<Candle> candles) throws Exception {
        Instant time = Instant.parse("2026-03-02T10:%02d:15Z".formatted(minute));
        var seen = new SeenMarket(BTC, time, true, candles);
        return signals.ask(time, List.of(seen)).get(120, TimeUnit.SECONDS).sentiment(BTC).known();
    }

    private static List<Candle> candles(String... starts) {
        return Arrays.stream(starts)
                .map(start ->
                        new Candle(
                                BTC,
                                Interval.ONE_MINUTE,
                                Instant.parse("2026-03-02T" + start + "Z"),
                                Price.of("1"),
                                Price.of("1"),
                                Price.of("1"),
                                Price.of("1"),
                                BigDecimal.ONE,
                                BigDecimal.ONE,
                                BigDecimal.ONE,
                                1))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"verdict\": \"REVIEW\", \"sentiment\": \"Unknown\"} | reviewed",
                "{\"verdict\": \"REVIEW\", \"sentiment\": \"Bullish\"} | reviewed",
                "{\"verdict\": \"NONE\"} | hardly traded",
                "{\"verdict\": \"ACCEPTED\", \"sentiment\": \"Buy all\", \"time\": \"2026-03-02T10:05:00Z\"} | must name a sentiment",
                "{\"verdict\": \"ACCEPTED\", \"sentiment\": \"Bullish\", \"time\": \"2026-03-02T09:05:00Z\"} | its moment",
                "[] | reviewed",
                "no JSON | must answer with JSON"
            })
    void what_is_no_accepted_commentary_on_that_moment_is_unknown(String body, String why)
            throws Exception {
        commentary = new Answer(200, body);
        try (var signals = signals(Duration.ofMinutes(2))) {
            Signals said = ask(signals);
            assertThat(reason(said.sentiment(BTC))).contains(why);
            assertThat(said.patterns(BTC).known()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"unknown\": \"window: it is flat\"}",
                "{\"query\": {\"window_end\": \"soon\"}, \"mean_outcome\": {\"pct\": 1}, \"base_rate\": {\"mean_outcome_pct\": 1}}",
                "{\"query\": {\"window_end\": \"2026-03-02T10:08:00Z\"}, \"mean_outcome\": {\"pct\": \"much\"}, \"base_rate\": {\"mean_outcome_pct\": 1}}",
                "{\"query\": {\"window_end\": \"2026-03-02T10:08:00Z\"}, \"mean_outcome\": {\"pct\": 1e900}, \"base_rate\": {\"mean_outcome_pct\": 1}}",
                "<html>"
            })
    void what_is_no_answer_about_patterns_is_unknown(String body) throws Exception {
        patterns = new Answer(200, body);
        try (var signals = signals(Duration.ofMinutes(2))) {
            assertThat(reason(ask(signals).patterns(BTC))).isNotBlank();
        }
    }

    @Test
    void too_little_history_leaves_the_percentile_unknown_and_the_outcomes_known()
            throws Exception {
        patterns = new Answer(200, PATTERNS.replace("0.73626", "null"));
        try (var signals = signals(Duration.ofMinutes(2))) {
            PatternSignal signal = ask(signals).patterns(BTC).known().orElseThrow();
            assertThat(reason(signal.percentile())).contains("too little history");
        }
    }

    @Test
    void a_service_that_is_behind_is_waited_for() throws Exception {
        patterns = new Answer(503, "{}");
        try (var signals = signals(Duration.ofMinutes(2))) {
            CompletableFuture<Signals> answer =
                    signals.ask(TIME, List.of(new SeenMarket(BTC, TIME, true, List.of())));
            until(() -> asked.size() > 4);
            assertThat(answer).isNotDone();
            patterns = new Answer(200, PATTERNS);
            assertThat(answer.get(120, TimeUnit.SECONDS).patterns(BTC).known()).isPresent();
        }
    }

    @Test
    void one_that_stays_away_is_waited_for_once_and_comes_back() throws Exception {
        int port = server.getAddress().getPort();
        server.stop(0);
        try (var signals = signals(port, Duration.ofMillis(600))) {
            long begin = System.nanoTime();
            assertThat(reason(ask(signals).patterns(BTC))).contains("does not answer");
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isGreaterThan(Duration.ofMillis(600));
            assertThat(reason(ask(signals).sentiment(BTC))).contains("does not answer");
            listen(port);
            // One that is not waited for has two seconds, which a busy machine may need.
            until(() -> ask(signals).patterns(BTC).known().isPresent());
        }
    }

    private ServiceSignals signals(int port, Duration patience) {
        URI uri = URI.create("http://127.0.0.1:" + port);
        return new ServiceSignals(
                uri,
                uri,
                token,
                new SignalSettings(Duration.ofMinutes(5), Duration.ofMinutes(2), patience));
    }

    @Test
    void a_question_that_is_broken_off_is_never_answered() throws Exception {
        patterns = new Answer(503, "{}");
        CompletableFuture<Signals> answer;
        try (var signals = signals(Duration.ofSeconds(30))) {
            answer = signals.ask(TIME, List.of(new SeenMarket(BTC, TIME, true, List.of())));
            until(() -> asked.size() > 2);
        }
        assertThat(answer).failsWithin(Duration.ofMinutes(2));
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
