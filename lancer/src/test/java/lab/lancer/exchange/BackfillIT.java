package lab.lancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import lab.domain.Pair;
import lab.lancer.pattern.CandleClose;
import lab.lancer.warm.CandleTableOnDisk;
import lab.lancer.warm.WarmCandles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server on loopback that answers as the exchange documents it. */
class BackfillIT {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Instant FROM = Instant.parse("2026-01-05T00:00:00Z");
    private static final Instant TO = FROM.plus(Duration.ofMinutes(7_000));
    private static final Duration SOON = Duration.ofMillis(1);

    @TempDir private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<Long, String> instead = new HashMap<>();
    private final List<Integer> refusals =
            Collections.synchronizedList(new java.util.ArrayList<>());

    @Test
    void all_minutes_of_a_period_come_though_the_exchange_is_busy_now_and_then() throws Exception {
        refusals.addAll(List.of(429, 503, 500));
        var table = new CandleTableOnDisk(folder.resolve("warehouse"));
        table.writeLive("BTC-USD", FROM, "77");
        Backfill.Progress done = run(table, TO);
        assertThat(done.candles()).isEqualTo(7_000 - 7_000 / 100);
        try (WarmCandles warm = table.open()) {
            List<CandleClose> candles =
                    warm.readAll().orElseThrow().candles().byPair().getOrDefault(BTC, List.of());
            assertThat(candles).hasSize((int) done.candles());
            assertThat(candles.getFirst()).isEqualTo(CandleClose.at(FROM, 77, true));
            assertThat(candles.get(1)).isEqualTo(CandleClose.at(FROM.plusSeconds(60), 101, false));
        }
    }

    @Test
    void who_was_stopped_goes_on_from_the_last_commit() throws Exception {
        var table = new CandleTableOnDisk(folder.resolve("warehouse"));
        refusals.addAll(Collections.nCopies(21, 200));
        refusals.add(404);
        assertThatThrownBy(() -> run(table, TO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was 404");
        int first = asked.size();
        assertThat(first).as("a 404 is final").isEqualTo(22);
        assertThat(run(table, TO).next()).isEqualTo(TO);
        assertThat(asked).as("of 24 pages 20 were committed").hasSize(first + 4);
        assertThat(run(table, TO).candles()).isZero();
        try (WarmCandles warm = table.open()) {
            assertThat(warm.readAll().orElseThrow().candles().count()).isEqualTo(6_930);
        }
    }

    @Test
    void what_the_exchange_says_and_cannot_be_is_left_out_and_told() throws Exception {
        instead.put(minute(FROM.toString()) + 1, "[%d,102,99.5,100,101,1.25]");
        instead.put(
                minute(FROM.toString()) + 2, "[%d,99.5,102,100,101,-1],[%1$d,99.5,102,100,101,1]");
        instead.put(minute(FROM.toString()) + 3, "[%d,99.5,102,100,null,1]");
        instead.put(
                minute(FROM.toString()) + 4, "[%d,99.5,102,100,101,1],[%1$d,99.5,102,100,101,2]");
        var table = new CandleTableOnDisk(folder.resolve("warehouse"));
        Backfill.Progress done = run(table, FROM.plus(Duration.ofMinutes(10)));
        assertThat(done.candles()).isEqualTo(8);
        assertThat(done.refusals()).isEqualTo(4);
        assertThat(done.refused())
                .anySatisfy(told -> assertThat(told).contains("low: must not be above high"))
                .anySatisfy(told -> assertThat(told).contains("volume: must not be negative"))
                .anySatisfy(told -> assertThat(told).contains("must be six numbers"))
                .anySatisfy(told -> assertThat(told).contains("a minute must have one content"));
    }

    private Backfill.Progress run(CandleTableOnDisk table, Instant to) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/products/BTC-USD/candles", this::answer);
        server.start();
        try (WarmCandles warm = table.open()) {
            URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            return new Backfill(new CoinbaseCandles(base, SOON), warm, folder.resolve("notes"))
                    .run(BTC, FROM, to, progress -> {});
        } finally {
            server.stop(0);
        }
    }

    /** Newest first, at most 300, and every hundredth minute has no candle. */
    private void answer(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        asked.add(query);
        int status = refusals.isEmpty() ? 200 : refusals.removeFirst();
        Map<String, String> words = new HashMap<>();
        Arrays.stream(query.split("&", -1))
                .map(word -> word.split("=", 2))
                .forEach(word -> words.put(word[0], word[1]));
        long start = minute(words.getOrDefault("start", ""));
        long end = minute(words.getOrDefault("end", ""));
        assertThat(end - start).isLessThan(300);
        String body =
                LongStream.rangeClosed(start, end)
                        .map(minute -> start + end - minute)
                        .filter(minute -> (minute - minute(FROM.toString())) % 100 != 99)
                        .mapToObj(minute ->
                                instead.getOrDefault(minute, "[%d,99.5,102,100,101,1.25]")
                                        .formatted(minute * 60))
                        .collect(Collectors.joining(",", "[", "]"));
        byte[] bytes =
                (status == 200 ? body : "{\"message\":\"no\"}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static long minute(String time) {
        return Instant.parse(time).getEpochSecond() / 60;
    }
}
