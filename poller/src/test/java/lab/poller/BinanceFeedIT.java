package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lab.domain.DeadLetter;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.poller.binance.BinanceFeed;
import lab.poller.books.BookHealth;
import lab.poller.feed.LiveSettings;
import lab.poller.feed.Speed;
import lab.poller.live.LiveFeed;
import lab.poller.playback.RecordingFeed;
import lab.poller.position.FeedPosition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinanceFeedIT {
    private static final List<Pair> PAIRS = List.of(new Pair("BTC-USDT"), new Pair("ETH-USDT"));
    private static final Duration LONG = Duration.ofMinutes(10);

    /** A cut that goes unnoticed shows as silence, before the tests give up waiting. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private static final long NOW = EventTime.toMicros(Instant.parse("2025-06-01T12:00:00Z"));
    private static final String BOOK =
            "{\"lastUpdateId\":%d,\"bids\":[[\"400.00\",\"%s\"]],\"asks\":[[\"401.00\",\"2\"]]}";

    @TempDir Path folder;
    private BinanceDouble exchange;
    private LiveFeed feed;
    private Duration lifeMax = LONG;
    private Duration overlap = Duration.ofMillis(300);
    private Optional<Path> recording = Optional.empty();
    private final RecordingSink sink = new RecordingSink();
    private FeedRun run;

    @BeforeEach
    void openExchange() throws Exception {
        exchange = new BinanceDouble();
        open(FeedPosition.beginning());
    }

    @AfterEach
    void closeExchange() throws Exception {
        feed.close();
        exchange.close();
    }

    @Test
    void it_asks_for_all_streams_by_the_address_and_sends_nothing() throws Exception {
        assertThat(exchange.addresses())
                .containsExactly(
                        "/stream?streams=btcusdt@trade/btcusdt@bookTicker/btcusdt@depth@100ms/"
                                + "btcusdt@miniTicker/ethusdt@trade/ethusdt@bookTicker/"
                                + "ethusdt@depth@100ms/ethusdt@miniTicker&timeUnit=MICROSECOND");
        exchange.send(trade(1), quote(7), quote(8), miniTicker());
        run.takeUntil(() -> sink.ticks().size() == 2 && sink.heartbeats().size() >= 4);
        assertThat(sink.trades())
                .singleElement()
                .satisfies(trade -> {
                    assertThat(trade.side()).isEqualTo(Side.SELL);
                    assertThat(trade.pair()).isEqualTo(PAIRS.getFirst());
                });
        assertThat(sink.heartbeats()).anyMatch(h -> h.pair().name().equals("ETH-USDT"));
        assertThat(exchange.messages()).isEmpty();
    }

    @Test
    void pairs_come_and_go_on_the_connection_that_there_is() throws Exception {
        exchange.send(trade(1), miniTicker());
        run.takeUntil(() -> sink.heartbeats().size() >= 2);
        run.follow(List.of(PAIRS.getFirst(), new Pair("SOL-USDT")));
        Eventually.isTrue("it says so", () -> exchange.messages().size() == 2);
        assertThat(exchange.messages().getFirst())
                .isEqualTo(
                        "{\"method\":\"UNSUBSCRIBE\",\"params\":[\"ethusdt@trade\",\"ethusdt@bookTicker\","
                                + "\"ethusdt@depth@100ms\",\"ethusdt@miniTicker\"],\"id\":1}");
        assertThat(exchange.messages().getLast())
                .startsWith("{\"method\":\"SUBSCRIBE\",\"params\":[\"solusdt@trade\",")
                .endsWith("\"id\":2}");
        exchange.send(
                "{\"result\":null,\"id\":2}",
                miniTicker(),
                trade(9).replace("btcusdt", "solusdt").replace("BTCUSDT", "SOLUSDT"));
        run.takeUntil(() -> sink.trades().size() == 2);
        assertThat(sink.trades().getLast().pair()).isEqualTo(new Pair("SOL-USDT"));
        assertThat(sink.deadLetters()).as("what was on its way is none").isEmpty();
        exchange.cut();
        Eventually.isTrue("it connects again", () -> exchange.addresses().size() == 2);
        assertThat(exchange.addresses().getLast()).contains("solusdt@trade").doesNotContain("eth");
    }

    @Test
    void a_symbol_that_is_not_listed_or_means_something_else_is_refused() throws Exception {
        exchange.listing("SOLUSDT", 400, "{\"code\":-1121,\"msg\":\"Invalid symbol.\"}");
        exchange.listing(
                "ABCD",
                200,
                "{\"symbols\":[{\"status\":\"TRADING\",\"baseAsset\":\"A\",\"quoteAsset\":\"BCD\"}]}");
        exchange.listing(
                "LUNAUSDT",
                200,
                "{\"symbols\":[{\"status\":\"BREAK\",\"baseAsset\":\"LUNA\",\"quoteAsset\":\"USDT\"}]}");
        assertThat(feed.refuses(new Pair("SOL-USDT"))).contains("binance does not list it");
        assertThat(feed.refuses(new Pair("AB-CD"))).contains("binance has its symbol for A-BCD");
        assertThat(feed.refuses(new Pair("LUNA-USDT")))
                .contains("binance has ended its trading (BREAK)");
        assertThat(feed.refuses(new Pair("A-BCD"))).isEmpty();
        assertThat(feed.refuses(new Pair("XX-YY"))).as("no answer is no refusal").isEmpty();
    }

    @Test
    void a_ping_is_answered() throws Exception {
        exchange.ping();
        Eventually.isTrue("it answers", () -> exchange.pongs() == 1);
    }

    @Test
    void a_cut_is_mended_and_what_was_missed_is_asked_for() throws Exception {
        for (long id = 1; id <= 12; id++) {
            exchange.trade(id, NOW + id);
        }
        exchange.send(trade(2), quote(7));
        run.takeUntil(() -> sink.ticks().size() == 1);
        exchange.greetWith(trade(12), quote(7));
        exchange.cut();
        run.takeUntil(() -> feed.health().tradesFilled() == 9);
        run.takeUntil(() -> sink.trades().size() == 11);
        assertThat(sink.trades())
                .extracting(Trade::tradeId)
                .containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
        assertThat(sink.ticks()).as("what was seen is not seen twice").hasSize(1);
        assertThat(feed.health().reconnects()).isEqualTo(1);
        assertThat(exchange.questions())
                .containsExactly(
                        "/api/v3/trades?symbol=BTCUSDT&limit=1000",
                        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=3&limit=1000",
                        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=6&limit=1000",
                        "/api/v3/historicalTrades?symbol=BTCUSDT&fromId=9&limit=1000");
    }

    @Test
    void what_a_host_without_a_history_does_not_know_is_lost_and_counted() throws Exception {
        for (long id = 1; id <= 9; id++) {
            exchange.trade(id, NOW + id);
        }
        exchange.historyAnswers(401);
        exchange.send(trade(1), trade(9));
        run.takeUntil(() -> feed.health().tradesLost() == 5);
        assertThat(feed.health().tradesFilled()).isEqualTo(2);
        assertThat(feed.health().tradesMissing()).isZero();
    }

    @Test
    void a_gap_over_a_restart_is_seen_and_filled() throws Exception {
        exchange.send(trade(1));
        run.takeUntil(() -> sink.trades().size() == 1);
        FeedPosition position = run.position();
        feed.close();
        exchange.trade(2, NOW);
        exchange.greetWith(trade(3));
        open(position);
        run.takeUntil(() -> sink.trades().size() == 3);
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 3L, 2L);
    }

    @Test
    void a_connection_that_gets_old_is_replaced_before_it_ends() throws Exception {
        feed.close();
        lifeMax = Duration.ofSeconds(2);
        exchange.greetWith(trade(1));
        open(FeedPosition.beginning());
        run.takeUntil(() -> sink.trades().size() == 1); // the second may overtake the greeting
        int before = exchange.addresses().size();
        for (long id = 2; exchange.addresses().size() < before + 2; id++) {
            exchange.send(trade(id), quote(id));
            run.take(3);
        }
        run.takeUntil(() -> sink.trades().size() > 1);
        run.takeUntil(() -> feed.health().spoolFrames() == 0);
        run.takeUntil(() -> ids().stream().max(Long::compare).orElseThrow() == ids().size());
        assertThat(ids()).as("nothing is missing, nothing twice").doesNotHaveDuplicates();
        assertThat(sink.ticks()).extracting(Tick::sequence).doesNotHaveDuplicates();
        assertThat(feed.health().gapsByTradeId()).isZero();
        assertThat(feed.health().trouble()).isEmpty();
    }

    @Test
    void an_exchange_that_is_about_to_end_it_is_left_for_another_connection_in_time()
            throws Exception {
        exchange.greetWith(trade(1));
        exchange.send(
                trade(1),
                "{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":%d}}"
                        .formatted(NOW));
        run.takeUntil(() -> exchange.addresses().size() == 2);
        exchange.send(trade(2));
        run.takeUntil(() -> sink.trades().size() == 2);
        run.takeUntil(() -> exchange.connections() == 1);
        exchange.send(trade(3));
        run.takeUntil(() -> sink.trades().size() == 3);
        assertThat(feed.health().connected()).isTrue();
        assertThat(feed.health().gapsByTradeId()).isZero();
    }

    @Test
    void a_book_is_joined_from_a_snapshot_and_the_changes_around_it() throws Exception {
        exchange.book("BTCUSDT", 200, BOOK.formatted(100, "1"));
        exchange.send(depth(98, 101, "3"), depth(102, 102, "4"));
        run.takeUntil(() -> run.books().health().inStep() == 1);
        assertThat(exchange.questions()).containsExactly("/api/v3/depth?symbol=BTCUSDT&limit=5000");
        exchange.send(depth(103, 104, "5"));
        run.takeUntil(() -> run.books().counts().changes.sum() == 1);
        assertThat(run.books().counts().losses.sum()).isZero();
    }

    @Test
    void a_snapshot_that_is_stale_refused_or_garbage_is_asked_for_again() throws Exception {
        exchange.book("BTCUSDT", 429, "{\"code\":-1003,\"msg\":\"Too many\"}");
        exchange.book("BTCUSDT", 500, "");
        exchange.book("BTCUSDT", 200, BOOK.formatted(50, "1"));
        exchange.book(
                "BTCUSDT", 200, "{\"lastUpdateId\":100,\"bids\":[[\"1e3\",\"1\"]],\"asks\":[]}");
        exchange.book("BTCUSDT", 200, BOOK.formatted(100, "1"));
        untilInStep(100);
        assertThat(exchange.questions().size()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void a_gap_or_a_book_out_of_order_is_unknown_until_it_is_joined_again() throws Exception {
        exchange.book("BTCUSDT", 200, BOOK.formatted(100, "1"));
        exchange.book("BTCUSDT", 200, BOOK.formatted(120, "1"));
        exchange.send(depth(101, 101, "3"));
        run.takeUntil(() -> run.books().health().inStep() == 1);
        exchange.send(depth(121, 121, "3"), depth(102, 120, "3"));
        run.takeUntil(() -> run.books().counts().losses.sum() == 1);
        run.takeUntil(() -> run.books().health().inStep() == 1);
        exchange.send(depth(122, 122, "3"));
        run.takeUntil(() -> run.books().counts().changes.sum() >= 1);
    }

    @Test
    void a_book_of_a_connection_that_was_lost_is_unknown_until_it_is_joined_again()
            throws Exception {
        exchange.book("BTCUSDT", 200, BOOK.formatted(100, "1"));
        exchange.book("BTCUSDT", 200, BOOK.formatted(200, "1"));
        exchange.send(depth(101, 101, "3"));
        run.takeUntil(() -> run.books().health().inStep() == 1);
        exchange.cut();
        run.takeUntil(() -> run.books().counts().losses.sum() == 1);
        assertThat(run.books().health().trouble().orElse("")).contains("the connection was lost");
        run.takeUntil(() -> exchange.addresses().size() == 2);
        exchange.send(depth(199, 201, "3"));
        run.takeUntil(() -> run.books().health().inStep() == 1);
    }

    @Test
    void a_crossed_book_is_unknown_and_asked_for() throws Exception {
        exchange.book("BTCUSDT", 200, BOOK.formatted(100, "1"));
        exchange.book("BTCUSDT", 200, BOOK.formatted(110, "1"));
        exchange.send(depth(101, 101, "3"));
        run.takeUntil(() -> run.books().health().inStep() == 1);
        exchange.send(depth(102, 102, "3").replace("400.00", "401.00"));
        run.takeUntil(() -> run.books().counts().losses.sum() == 1);
        assertThat(run.books().health().trouble().orElse("")).contains("crossed");
        exchange.send(depth(103, 110, "3"), depth(111, 111, "3"));
        run.takeUntil(() -> run.books().health().inStep() == 1);
    }

    @Test
    void frames_of_megabytes_are_read_and_beyond_the_bound_buried() throws Exception {
        exchange.book("BTCUSDT", 200, BOOK.formatted(100, "1"));
        exchange.send(depth(101, 101, "3"));
        run.takeUntil(() -> run.books().health().inStep() == 1);
        String level = "[\"300.01\",\"4.56\",\"%s\"],".formatted("x".repeat(100_000));
        String levels = level.repeat(100);
        exchange.sendInParts(depth(102, 102, "3").replace("\"b\":[", "\"b\":[" + levels), 5);
        run.takeUntil(() -> run.books().counts().changes.sum() == 1);
        assertThat(run.books().counts().losses.sum()).isZero();
        exchange.sendInParts("x".repeat(20 << 20), 3);
        exchange.send(trade(1));
        run.takeUntil(() -> sink.trades().size() == 1);
        assertThat(sink.deadLetters())
                .extracting(DeadLetter::reason)
                .anyMatch(reason -> reason.startsWith("frame: must have at most"));
        assertThat(feed.health().reconnects()).isZero();
    }

    @Test
    void what_is_recorded_can_be_played_with_its_books() throws Exception {
        feed.close();
        Path file = folder.resolve("live.ws");
        recording = Optional.of(file);
        open(FeedPosition.beginning());
        exchange.book("BTCUSDT", 200, BOOK.formatted(100, "1"));
        exchange.send(trade(1), quote(7), depth(101, 101, "3"), quote(8), trade(2), "no frame");
        run.takeUntil(() -> sink.deadLetters().size() == 1);
        run.takeUntil(() -> run.books().health().inStep() == 1);
        feed.close();
        var again =
                new FeedRun(
                        new RecordingFeed(file, Speed.MAX, InstantSource.system()),
                        new RecordingSink(),
                        FeedPosition.beginning());
        assertThat(again.take(Integer.MAX_VALUE)).isTrue();
        assertThat(again.sink().trades()).isEqualTo(sink.trades());
        assertThat(again.sink().ticks()).isEqualTo(sink.ticks());
        assertThat(again.sink().deadLetters()).hasSize(1);
        assertThat(again.books().health()).isEqualTo(new BookHealth(1, 1, Optional.empty()));
    }

    private List<Long> ids() throws Exception {
        return sink.trades().stream().map(Trade::tradeId).toList();
    }

    /** Changes go on while the snapshot is on its way. */
    private void untilInStep(long snapshotId) throws Exception {
        long[] id = {snapshotId};
        run.takeUntil(() -> {
            id[0]++;
            exchange.send(depth(id[0], id[0], "3"));
            run.take(3);
            return run.books().health().inStep() == 1;
        });
    }

    private void open(FeedPosition from) throws Exception {
        feed =
                BinanceFeed.open(
                        new LiveSettings(
                                PAIRS,
                                exchange.webSocket(),
                                exchange.restUri(),
                                SILENCE_MAX,
                                recording),
                        new LiveFeed.Bounds(
                                Duration.ofMillis(300), 10_000, 64 << 20, Duration.ofHours(1)),
                        new BinanceFeed.Patience(Duration.ofMillis(50), lifeMax, overlap),
                        InstantSource.system());
        int before = exchange.addresses().size();
        run = new FeedRun(feed, sink, from);
        Eventually.isTrue("it is there", () -> exchange.addresses().size() > before);
    }

    private static String trade(long id) {
        return """
        {"stream":"btcusdt@trade","data":{"e":"trade","E":%d,"s":"BTCUSDT","t":%d,\
        "p":"400.25","q":"0.5","T":%d,"m":true,"M":true}}\
        """
                .formatted(NOW + id, id, NOW + id);
    }

    private static String quote(long updateId) {
        return """
        {"stream":"btcusdt@bookTicker","data":{"u":%d,"s":"BTCUSDT","b":"400.24","B":"1",\
        "a":"400.26","A":"2"}}\
        """
                .formatted(updateId);
    }

    private static String miniTicker() {
        return """
        {"stream":"ethusdt@miniTicker","data":{"e":"24hrMiniTicker","E":%d,"s":"ETHUSDT",\
        "c":"40","o":"1","h":"1","l":"1","v":"12","q":"18"}}\
        """
                .formatted(NOW + 1_000_000);
    }

    private static String depth(long first, long last, String size) {
        return """
        {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":%d,"s":"BTCUSDT","U":%d,\
        "u":%d,"b":[["400.00","%s"]],"a":[]}}\
        """
                .formatted(NOW, first, last, size);
    }
}
