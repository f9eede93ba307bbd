package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lab.domain.Candle;
import lab.domain.DeadLetter;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.candle.CandleBook;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.Exchange;
import lab.poller.feed.Speed;
import lab.poller.playback.RecordingFeed;
import lab.poller.position.FeedPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of Binance, against {@code src/test/oracle/binance_market.py}. */
class BinanceRecordingTest {
    private static final Path OWN =
            Path.of("src", "test", "resources", "lab", "poller", "binance", "feed.ws");
    private static final List<Pair> PAIRS = List.of(new Pair("DOGE-EUR"));
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    @TempDir Path folder;

    @Test
    void a_recording_gives_the_books_of_another_program_at_every_second() throws Exception {
        List<String> expected = Files.readAllLines(OWN.resolveSibling("books.csv"));
        assertThat(expected).anyMatch(row -> row.endsWith("unknown"));
        assertThat(BookRows.of(feed(OWN))).isEqualTo(expected);
    }

    @Test
    void a_recording_gives_the_candles_of_another_program() throws Exception {
        RecordingSink sink = FeedRun.all(feed(OWN));
        Map<String, Candle> candles = new TreeMap<>();
        Map<Pair, CandleBook> books = new TreeMap<>();
        for (Trade trade : sink.trades()) {
            books.computeIfAbsent(trade.pair(), CandleBook::new)
                    .add(trade, candle -> keep(candle, candles));
        }
        long end = EventTime.toMicros(Instant.parse("2025-03-04T00:00:00Z"));
        books.values().forEach(book -> book.advance(end, candle -> keep(candle, candles)));
        assertThat(candles.values().stream().map(BinanceRecordingTest::row))
                .containsExactlyElementsOf(Files.readAllLines(OWN.resolveSibling("candles.csv")));
    }

    @Test
    void what_cannot_be_used_is_a_dead_letter_and_says_why() throws Exception {
        RecordingSink sink = FeedRun.all(feed(OWN));
        assertThat(sink.deadLetters())
                .extracting(DeadLetter::reason)
                .contains("p: must be a decimal, was \"1e3\"", "size: must be positive, was 0")
                .anyMatch(reason -> reason.startsWith("T: 90 s ahead of its receipt"))
                .noneMatch(reason -> reason.contains("lock"));
        assertThat(sink.trades()).extracting(Trade::exchange).containsOnly("binance");
        assertThat(sink.ticks()).hasSizeGreaterThan(100);
        assertThat(sink.heartbeats()).extracting(it -> it.pair().name()).contains("ETH-BTC");
    }

    @Test
    void whose_frames_a_file_holds_is_seen_by_looking() throws Exception {
        String coinbase = "{\"type\":\"heartbeat\",\"product_id\":\"BTC-USD\"}";
        String trade = "{\"e\":\"trade\",\"s\":\"BTCUSDT\"}";
        String quote = "{\"u\":1,\"s\":\"BTCUSDT\",\"b\":\"1\"}";
        assertThat(exchangeOf("1741003200: " + coinbase)).isEqualTo(Exchanges.COINBASE);
        assertThat(exchangeOf("1741003200: " + trade)).isEqualTo(Exchanges.BINANCE);
        assertThat(exchangeOf("1741003200: " + quote)).isEqualTo(Exchanges.BINANCE);
        assertThat(exchangeOf("\uFEFF1741003200: {\"data\":{},\"stream\":\"x\"}"))
                .isEqualTo(Exchanges.BINANCE);
        assertThat(
                        exchangeOf(
                                "wss://x <-> 1",
                                "no line",
                                "1741003200: {\"id\":1}",
                                "1741003200: " + trade))
                .isEqualTo(Exchanges.BINANCE);
        assertThat(exchangeOf("no line", "1741003200: no frame")).isEqualTo(Exchanges.COINBASE);
        assertThat(feed(OWN).exchange()).isEqualTo("binance");
    }

    @Test
    void who_goes_on_in_the_middle_gives_what_he_would_have_given() throws Exception {
        RecordingSink whole = FeedRun.all(feed(OWN));
        var first = new FeedRun(feed(OWN), new RecordingSink(), FeedPosition.beginning());
        assertThat(first.take(700)).isFalse();
        RecordingSink sink = first.sink();
        var second = new FeedRun(feed(OWN), sink, first.position());
        assertThat(second.take(Integer.MAX_VALUE)).isTrue();
        assertThat(sink.messages()).isEqualTo(whole.messages());
        assertThat(sink.ticks()).extracting(Tick::exchange).containsOnly("binance");
    }

    @Test
    void a_pair_that_nobody_listed_is_told() throws Exception {
        String line =
                "1741003200.5: {\"stream\":\"abcxyz@trade\",\"data\":{\"e\":\"trade\",\"s\":\"ABCXYZ\","
                        + "\"t\":1,\"p\":\"1\",\"q\":\"1\",\"T\":1741003200000,\"m\":true}}";
        Path file = Files.writeString(folder.resolve("unlisted.ws"), line + "\n");
        assertThat(FeedRun.all(feed(file)).deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly(
                        "s: must be a symbol of the listed pairs (--pairs), was \"ABCXYZ\"");
        var listed = new RecordingFeed(file, Speed.MAX, List.of(new Pair("ABC-XYZ")), CLOCK);
        assertThat(FeedRun.all(listed).trades()).hasSize(1);
    }

    @Test
    void a_line_that_cannot_be_read_costs_no_book_whose_updates_are_numbered() throws Exception {
        List<String> lines = new ArrayList<>(Files.readAllLines(OWN).subList(0, 300));
        lines.add(200, "no line");
        lines.add(250, "1741003200.1: {\"stream\":\"btcu");
        Path file =
                Files.writeString(
                        folder.resolve("garbage.ws"),
                        String.join("\n", lines),
                        StandardCharsets.UTF_8);
        var run = new FeedRun(feed(file), new RecordingSink(), FeedPosition.beginning());
        assertThat(run.take(Integer.MAX_VALUE)).isTrue();
        assertThat(run.books().counts().losses.sum()).isZero();
        assertThat(run.books().health().inStep()).isEqualTo(3);
        assertThat(run.sink().deadLetters()).hasSizeGreaterThanOrEqualTo(2);
    }

    private Exchange exchangeOf(String... lines) throws Exception {
        return RecordingFeed.exchangeOf(
                Files.writeString(folder.resolve("look.ws"), String.join("\n", lines) + "\n"));
    }

    private static RecordingFeed feed(Path file) throws Exception {
        return new RecordingFeed(file, Speed.MAX, PAIRS, CLOCK);
    }

    private static void keep(Candle candle, Map<String, Candle> candles) {
        if (candle.interval() == Interval.ONE_MINUTE) {
            candles.put(candle.pair() + " " + candle.start(), candle);
        }
    }

    private static String row(Candle candle) {
        return String.join(
                ",",
                candle.pair().name(),
                candle.start().toString(),
                candle.open().toString(),
                candle.high().toString(),
                candle.low().toString(),
                candle.close().toString(),
                candle.volume().stripTrailingZeros().toPlainString(),
                Long.toString(candle.tradeCount()));
    }
}
