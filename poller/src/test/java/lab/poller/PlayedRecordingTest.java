package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import lab.domain.Candle;
import lab.domain.DeadLetter;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.Trade;
import lab.domain.candle.CandleBook;
import lab.domain.progress.Heartbeat;
import lab.poller.feed.Speed;
import lab.poller.playback.RecordingFeed;
import lab.poller.position.FeedPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlayedRecordingTest {
    private static final Path OWN = Path.of("..", "topics", "src", "test", "oracle", "candles");
    private static final Path GIVEN = Path.of("..", "..", "shared", "data");
    private static final String GIVEN_NAME = "coinbase-feed-2021-04-17";
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    @TempDir Path folder;

    /** A recording, what is in it, and its candles by another program. */
    record Recorded(Path feed, Path candles, int frames, int trades, int ticks, int pairs) {
        @Override
        public String toString() {
            return feed.toString();
        }
    }

    /** One that was made up, and a real one, where it lies beside the project. */
    static List<Recorded> recordings() {
        var own =
                new Recorded(
                        OWN.resolve("feed.ws"), OWN.resolve("candles-1m.csv"), 1_384, 760, 623, 3);
        var given =
                new Recorded(
                        GIVEN.resolve(GIVEN_NAME + ".ws.gz"),
                        GIVEN.resolve("expected").resolve(GIVEN_NAME + ".candles-1m.csv"),
                        9_955,
                        107,
                        107,
                        10);
        return Files.isDirectory(GIVEN) ? List.of(own, given) : List.of(own);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void a_recording_gives_its_trades_and_ticks_and_no_dead_letter(Recorded recorded)
            throws Exception {
        RecordingSink sink = FeedRun.all(feed(recorded.feed()));
        assertThat(sink.trades()).hasSize(recorded.trades());
        assertThat(sink.ticks()).hasSize(recorded.ticks());
        assertThat(sink.deadLetters()).isEmpty();
        List<Heartbeat> last = sink.heartbeats().stream().filter(Heartbeat::ended).toList();
        assertThat(last.stream().map(Heartbeat::pair).distinct()).hasSize(recorded.pairs());
        assertThat(last).hasSize(recorded.pairs());
        Map<String, Side> takers = new HashMap<>();
        sink.trades().forEach(it -> takers.put(it.pair() + "/" + it.tradeId(), it.side()));
        assertThat(sink.ticks())
                .as("a match names the maker's side, a ticker the taker's")
                .allMatch(tick -> {
                    Side taker = takers.get(tick.pair() + "/" + tick.tradeId().orElse(0L));
                    return taker == null || tick.side().equals(Optional.of(taker));
                })
                .anyMatch(
                        tick -> takers.containsKey(tick.pair() + "/" + tick.tradeId().orElse(0L)));
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void a_recording_gives_the_candles_that_another_program_reckoned(Recorded recorded)
            throws Exception {
        List<Trade> trades = FeedRun.all(feed(recorded.feed())).trades();
        Map<String, String> candles = new TreeMap<>();
        for (Pair pair : trades.stream().map(Trade::pair).distinct().toList()) {
            var book = new CandleBook(pair);
            trades.stream()
                    .filter(trade -> trade.pair().equals(pair))
                    .forEach(trade -> book.add(trade, candle -> put(candle, candles)));
            book.advance(
                    EventTime.toMicros(Instant.parse("2026-12-01T00:00:00Z")),
                    candle -> put(candle, candles));
        }
        Map<String, String> expected = new TreeMap<>();
        List<String> lines = Files.readAllLines(recorded.candles());
        lines.subList(1, lines.size())
                .forEach(line -> {
                    String[] cells = line.split(",", 3);
                    expected.put(cells[0] + " " + cells[1], cells[2]);
                });
        assertThat(candles).isEqualTo(expected);
    }

    private static void put(Candle candle, Map<String, String> candles) {
        if (candle.interval() == Interval.ONE_MINUTE) {
            candles.put(
                    candle.pair() + " " + candle.start(),
                    String.join(
                            ",",
                            candle.open().toString(),
                            candle.high().toString(),
                            candle.low().toString(),
                            candle.close().toString(),
                            plain(candle.volume()),
                            plain(candle.quoteVolume()),
                            plain(candle.vwap()),
                            Long.toString(candle.tradeCount())));
        }
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void a_recording_that_is_stopped_anywhere_goes_on_as_if_it_had_not_been(Recorded recorded)
            throws Exception {
        List<String> whole = FeedRun.all(feed(recorded.feed())).messages();
        for (int stop : new int[] {1, 30, 31, 500, recorded.frames() - 4}) {
            var sink = new RecordingSink();
            var before = new FeedRun(feed(recorded.feed()), sink, FeedPosition.beginning());
            before.take(stop);
            var after = new FeedRun(feed(recorded.feed()), sink, before.position());
            assertThat(after.take(Integer.MAX_VALUE)).isTrue();
            assertThat(sink.messages()).as("stopped after %d", stop).isEqualTo(whole);
        }
    }

    @Test
    void garbage_is_buried_with_its_line_and_the_rest_is_played() throws Exception {
        List<byte[]> lines = new ArrayList<>();
        lines.add(utf8("wss://somewhere <-> 1740830400.1"));
        lines.add(utf8("no time here"));
        lines.add(line(1, "BTC-USD", 1));
        lines.add(utf8(""));
        lines.add(utf8("1740830402.5: {\"type\":\"match\",\"trade_id\":"));
        lines.add(utf8("1740830402.x: {\"type\":\"subscriptions\"}"));
        lines.add(new byte[] {0, (byte) 0xff, 1, 2, ':', ' ', 7});
        lines.add(utf8("1740830402.5: {\"type\":\"subscriptions\"}"));
        lines.add(utf8("1740830403: [1,2]"));
        lines.add(line(2, "ETH-USD", 4));
        Path file = write("garbage.ws", lines);

        RecordingSink sink = FeedRun.all(feed(file));
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 2L);
        List<DeadLetter> letters = sink.deadLetters();
        assertThat(letters)
                .extracting(letter -> letter.position().orElseThrow())
                .containsExactly(
                        new DeadLetter.Position.InFeed(2),
                        new DeadLetter.Position.InFeed(5),
                        new DeadLetter.Position.InFeed(6),
                        new DeadLetter.Position.InFeed(7),
                        new DeadLetter.Position.InFeed(9));
        assertThat(letters.getFirst().reason())
                .isEqualTo("line: must begin with the time it was received, was \"no time here\"");
        assertThat(letters.getFirst().received()).isEqualTo(CLOCK.instant());
        assertThat(letters.get(2).received()).isEqualTo(Instant.parse("2025-03-01T12:00:02.5Z"));
        assertThat(letters).allMatch(letter -> letter.source().equals("file"));
    }

    @Test
    void a_line_without_end_is_bounded_and_passed_over() throws Exception {
        byte[] endless = new byte[40 << 20];
        Arrays.fill(endless, (byte) 'x');
        Path file =
                write(
                        "endless.ws.gz",
                        List.of(line(1, "BTC-USD", 1), endless, line(2, "BTC-USD", 2)));
        RecordingSink sink = FeedRun.all(feed(file));
        assertThat(sink.trades()).hasSize(2);
        assertThat(sink.deadLetters())
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.reason()).startsWith("line: must have at most");
                    assertThat(letter.position()).contains(new DeadLetter.Position.InFeed(2));
                });
    }

    @Test
    void a_recording_that_was_cut_off_is_played_as_far_as_it_goes_and_ends() throws Exception {
        List<byte[]> lines = new ArrayList<>();
        for (int i = 1; i <= 2_000; i++) {
            lines.add(line(i, "BTC-USD", i % 60));
        }
        Path whole = write("whole.ws.gz", lines);
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = folder.resolve("cut.ws.gz");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        RecordingSink sink = FeedRun.all(feed(cut));
        assertThat(sink.trades()).hasSizeBetween(1, 1_999);
        assertThat(sink.deadLetters().getLast().reason())
                .startsWith("recording: must be whole, was cut off");
        assertThat(sink.heartbeats().getLast().ended()).isTrue();
    }

    @Test
    void every_pair_hears_of_each_second_once_and_a_trade_knows_the_newest_time() throws Exception {
        Path file =
                write(
                        "two.ws",
                        List.of(
                                line(1, "BTC-USD", 10),
                                line(2, "BTC-USD", 10),
                                line(7, "ETH-USD", 5),
                                line(3, "BTC-USD", 12)));
        RecordingSink sink = FeedRun.all(feed(file));
        Instant start = Instant.parse("2025-03-01T12:00:00Z");
        assertThat(sink.trades())
                .extracting(Trade::feedTime)
                .containsExactly(
                        Optional.of(start.plusSeconds(10)),
                        Optional.of(start.plusSeconds(10)),
                        Optional.of(start.plusSeconds(10)),
                        Optional.of(start.plusSeconds(12)));
        assertThat(sink.heartbeats())
                .containsExactly(
                        heartbeat("BTC-USD", 1, start.plusSeconds(10), false),
                        heartbeat("BTC-USD", 3, start.plusSeconds(12), false),
                        heartbeat("ETH-USD", 7, start.plusSeconds(12), false),
                        heartbeat("BTC-USD", 3, start.plusSeconds(12), true),
                        heartbeat("ETH-USD", 7, start.plusSeconds(12), true));
        assertThat(sink.messages().getFirst()).startsWith("trades BTC-USD");
        assertThat(sink.messages().get(1)).startsWith("heartbeats BTC-USD");
    }

    private static Heartbeat heartbeat(String pair, long trade, Instant time, boolean ended) {
        return new Heartbeat(new Pair(pair), trade, time, "coinbase", ended);
    }

    private static RecordingFeed feed(Path file) throws IOException {
        return new RecordingFeed(file, Speed.MAX, CLOCK);
    }

    private static byte[] line(long id, String pair, int second) {
        return utf8(
                """
                1740830401.25: {"type":"match","trade_id":%d,"side":"sell","size":"1",\
                "price":"2.5","product_id":"%s","sequence":%d,\
                "time":"2025-03-01T12:00:%02d.000000Z"}\
                """
                        .formatted(id, pair, 100 + id, second));
    }

    private Path write(String name, List<byte[]> lines) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            for (byte[] line : lines) {
                out.write(line);
                out.write('\n');
            }
        }
        return file;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
