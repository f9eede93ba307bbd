package lab.poller;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
import lab.domain.progress.Heartbeat;
import lab.poller.coinbase.CoinbaseFeed;
import lab.poller.feed.LiveSettings;
import lab.poller.feed.Speed;
import lab.poller.live.ExchangeProbe;
import lab.poller.live.LiveFeed;
import lab.poller.playback.RecordingFeed;
import lab.poller.position.FeedPosition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoinbaseFeedIT {
    private static final List<Pair> PAIRS = List.of(new Pair("BTC-USD"), new Pair("ETH-USD"));
    private static final Pair SOL = new Pair("SOL-USD");
    private static final Duration LONG = Duration.ofSeconds(30);

    /** A cut that goes unnoticed shows as silence, before the tests give up waiting. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");

    @TempDir Path folder;
    private CoinbaseDouble exchange;
    private LiveFeed feed;
    private Duration suspiciousAfter = LONG;
    private RecordingSink sink = new RecordingSink();
    private FeedRun run;

    @BeforeEach
    void openExchange() throws Exception {
        exchange = new CoinbaseDouble();
        feed = open(SILENCE_MAX, 10_000, Optional.empty());
        run = new FeedRun(feed, sink, FeedPosition.beginning());
        Eventually.isTrue("it has subscribed", () -> feed.health().connected());
    }

    @AfterEach
    void closeExchange() throws Exception {
        feed.close();
        exchange.close();
    }

    @Test
    void it_subscribes_and_makes_trades_ticks_and_heartbeats_of_what_comes() throws Exception {
        assertThat(exchange.subscriptions())
                .containsExactly(
                        "{\"type\":\"subscribe\",\"product_ids\":[\"BTC-USD\",\"ETH-USD\"],"
                                + "\"channels\":[\"ticker\",\"matches\",\"heartbeat\"]}");
        exchange.send(match(1), ticker(1), heartbeat(1));
        run.takeUntil(() -> !sink.ticks().isEmpty() && sink.heartbeats().size() >= 2);
        assertThat(sink.trades())
                .singleElement()
                .satisfies(trade -> {
                    assertThat(trade.side()).isEqualTo(Side.BUY);
                    assertThat(trade.feedTime()).isPresent();
                });
        assertThat(sink.heartbeats()).anyMatch(h -> h.pair().name().equals("ETH-USD"));
    }

    @Test
    void a_connection_that_is_cut_is_made_again_and_what_was_seen_is_not_seen_twice()
            throws Exception {
        exchange.send(match(1), match(2));
        run.takeUntil(() -> sink.trades().size() == 2);
        exchange.greetWith(match(2).replace("\"match\"", "\"last_match\""), ticker(2));
        exchange.cut();
        Eventually.isTrue("it subscribes again", () -> exchange.subscriptions().size() == 2);
        exchange.send(match(3));
        run.takeUntil(() -> sink.trades().size() == 3);
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 2L, 3L);
        assertThat(feed.health().reconnects()).isEqualTo(1);
        assertThat(feed.health().gapsByTradeId()).isZero();
    }

    @Test
    void a_connection_that_falls_silent_is_made_again() throws Exception {
        feed.close();
        feed = open(Duration.ofMillis(300), 10_000, Optional.empty());
        run = new FeedRun(feed, sink, FeedPosition.beginning());
        Eventually.isTrue("it gives up the silence", () -> feed.health().reconnects() >= 2);
        assertThat(exchange.subscriptions().size()).isGreaterThanOrEqualTo(3);
        Eventually.isTrue(
                "it says why",
                () -> feed.health().trouble().orElse("").startsWith("no frame for PT0.3S"));
    }

    @Test
    void trades_that_were_missed_over_a_cut_are_asked_for_and_filled() throws Exception {
        for (long id = 1; id <= 12; id++) {
            exchange.trade(id, NOW.plusMillis(id));
        }
        exchange.send(match(2));
        run.takeUntil(() -> sink.trades().size() == 1);
        exchange.greetWith(match(10).replace("\"match\"", "\"last_match\""));
        exchange.cut();
        run.takeUntil(() -> sink.trades().size() == 9);
        assertThat(sink.trades())
                .extracting(Trade::tradeId)
                .containsExactlyInAnyOrder(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        Trade filled =
                sink.trades().stream().filter(t -> t.tradeId() == 5).findFirst().orElseThrow();
        assertThat(filled.side()).isEqualTo(Side.BUY);
        run.takeUntil(() -> feed.health().tradesFilled() == 7);
        assertThat(feed.health().tradesMissing()).isZero();
        assertThat(feed.health().gapsByTradeId()).isEqualTo(1);
        assertThat(feed.health().tradesLost()).isZero();
        assertThat(exchange.questions())
                .containsExactly(
                        "/products/BTC-USD/trades?limit=1000&after=10",
                        "/products/BTC-USD/trades?limit=1000&after=7",
                        "/products/BTC-USD/trades?limit=1000&after=4");
    }

    @Test
    void a_ticker_whose_match_was_dropped_is_a_gap_seen_by_id_and_by_sequence() throws Exception {
        exchange.trade(2, NOW);
        exchange.send(match(1), ticker(1), ticker(2));
        run.takeUntil(() -> feed.health().tradesFilled() == 1);
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 2L);
        assertThat(feed.health().gapsByTradeId()).isEqualTo(1);
        assertThat(feed.health().gapsBySequence()).isEqualTo(1);
        assertThat(feed.health().sequenceBreaks()).isZero();
    }

    @Test
    void a_ticker_without_an_id_shows_by_its_sequence_what_no_id_did() throws Exception {
        exchange.trade(2, NOW);
        exchange.send(match(1), ticker(2).replace("\"trade_id\":2,", ""));
        run.takeUntil(() -> feed.health().tradesFilled() == 1);
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 2L);
        assertThat(feed.health().gapsByTradeId()).isZero();
        assertThat(feed.health().gapsBySequence()).isEqualTo(1);
        assertThat(exchange.questions())
                .containsExactly(
                        "/products/BTC-USD/trades?limit=1",
                        "/products/BTC-USD/trades?limit=1000&after=3");
    }

    @Test
    void heartbeats_that_go_on_without_naming_a_trade_lead_to_a_question() throws Exception {
        feed.close();
        suspiciousAfter = Duration.ofMillis(200);
        feed = open(LONG, 10_000, Optional.empty());
        run = new FeedRun(feed, sink, FeedPosition.beginning());
        Eventually.isTrue("it is there", () -> feed.health().connected());
        exchange.trade(1, NOW);
        exchange.send(match(1), heartbeat(1).replace("\"last_trade_id\":1", "\"last_trade_id\":0"));
        run.takeUntil(() -> !exchange.questions().isEmpty());
        assertThat(feed.health().gapsBySequence()).as("a suspicion is no gap").isZero();
        exchange.trade(2, NOW);
        run.takeUntil(() -> feed.health().tradesFilled() == 1);
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 2L);
        assertThat(feed.health().gapsByTradeId()).isZero();
        assertThat(feed.health().gapsBySequence()).isEqualTo(1);
    }

    @Test
    void what_the_exchange_does_not_know_is_counted_as_lost() throws Exception {
        exchange.send(match(1), match(5));
        run.takeUntil(() -> feed.health().tradesLost() == 3);
        assertThat(feed.health().tradesMissing()).isZero();
        assertThat(sink.trades()).hasSize(2);
    }

    @Test
    void a_gap_over_a_restart_is_seen_and_filled() throws Exception {
        exchange.send(match(1));
        run.takeUntil(() -> sink.trades().size() == 1);
        FeedPosition position = run.position();
        feed.close();
        exchange.trade(2, NOW);
        exchange.trade(3, NOW);
        exchange.greetWith(match(3).replace("\"match\"", "\"last_match\""));
        feed = open(LONG, 10_000, Optional.empty());
        run = new FeedRun(feed, sink, position);
        run.takeUntil(() -> sink.trades().size() == 3);
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 3L, 2L);
    }

    @Test
    void out_of_order_and_repeated_frames_make_each_trade_once_and_no_gap() throws Exception {
        exchange.send(match(1), match(4), match(2), match(2), match(4), match(3), match(5));
        run.takeUntil(() -> sink.trades().size() == 5);
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 4L, 2L, 3L, 5L);
        assertThat(feed.health().gapsByTradeId()).isZero();
    }

    @Test
    void a_refusal_is_told_and_the_subscription_tried_again() throws Exception {
        exchange.send("{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"x\"}");
        run.takeUntil(() -> exchange.subscriptions().size() == 2);
        assertThat(feed.health().trouble().orElse("")).contains("Failed to subscribe: x");
        exchange.send(match(1));
        run.takeUntil(() -> sink.trades().size() == 1);
        assertThat(sink.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("error: Failed to subscribe: x");
    }

    @Test
    void pairs_come_and_go_on_the_connection_that_there_is() throws Exception {
        exchange.send(match(1), heartbeat(1));
        run.takeUntil(() -> sink.heartbeats().size() >= 2);
        Pair bitcoin = PAIRS.getFirst();
        run.follow(List.of(bitcoin, SOL));
        Eventually.isTrue("it says so", () -> exchange.subscriptions().size() == 3);
        assertThat(exchange.subscriptions().subList(1, 3))
                .containsExactly(
                        "{\"type\":\"unsubscribe\",\"product_ids\":[\"ETH-USD\"],"
                                + "\"channels\":[\"ticker\",\"matches\",\"heartbeat\"]}",
                        "{\"type\":\"subscribe\",\"product_ids\":[\"SOL-USD\"],"
                                + "\"channels\":[\"ticker\",\"matches\",\"heartbeat\"]}");
        assertThat(sink.heartbeats().getLast().ended()).as("nobody waits for it").isTrue();
        exchange.send(of("ETH-USD", match(7)), of("SOL-USD", match(900)), match(2));
        run.takeUntil(() -> sink.trades().size() == 3);
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 900L, 2L);
        assertThat(feed.health().reconnects()).isZero();
        exchange.cut();
        Eventually.isTrue("it subscribes again", () -> exchange.subscriptions().size() == 4);
        assertThat(exchange.subscriptions().getLast()).contains("[\"BTC-USD\",\"SOL-USD\"]");
    }

    @Test
    void a_pair_that_nobody_subscribed_to_opens_no_market_and_moves_no_time() throws Exception {
        exchange.send(of("DOGE-USD", match(7)), of("DOGE-USD", ticker(7)));
        exchange.send(of("DOGE-USD", heartbeat(7)), match(1), ticker(1));
        run.takeUntil(() -> !sink.ticks().isEmpty());
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L);
        assertThat(sink.ticks()).extracting(Tick::pair).containsExactly(PAIRS.getFirst());
        assertThat(sink.heartbeats()).extracting(Heartbeat::pair).isSubsetOf(PAIRS);
        assertThat(exchange.questions()).isEmpty();
    }

    @Test
    void a_pair_that_comes_back_begins_anew_without_a_gap() throws Exception {
        exchange.send(of("ETH-USD", match(1)));
        run.takeUntil(() -> sink.trades().size() == 1);
        run.follow(List.of(PAIRS.getFirst()));
        run.follow(PAIRS);
        exchange.send(of("ETH-USD", match(500)));
        run.takeUntil(() -> sink.trades().size() == 2);
        run.take(30); // the patience with what may only be late
        assertThat(feed.health().tradesMissing()).isZero();
        assertThat(exchange.questions()).isEmpty();
    }

    @Test
    void a_pair_that_the_exchange_has_not_ends_with_a_word_and_the_others_go_on() throws Exception {
        exchange.send(
                "{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"ETH-USD is delisted\"}");
        run.takeUntil(() -> exchange.subscriptions().size() == 2);
        assertThat(exchange.subscriptions().getLast()).contains("[\"BTC-USD\"]");
        exchange.send(match(1));
        run.takeUntil(() -> sink.trades().size() == 1);
        assertThat(run.over(PAIRS.getLast()).orElse(""))
                .isEqualTo("Failed to subscribe: ETH-USD is delisted");
        assertThat(feed.health().trouble()).isEmpty();
        assertThat(feed.health().reconnects()).isZero();
    }

    @Test
    void a_pair_that_is_silent_is_asked_about() throws Exception {
        exchange.product("ETH-USD", 200, "{\"id\":\"ETH-USD\",\"status\":\"online\"}");
        assertThat(feed.refuses(PAIRS.getLast())).isEmpty();
        exchange.product("ETH-USD", 404, "{\"message\":\"NotFound\"}");
        assertThat(feed.refuses(PAIRS.getLast())).contains("coinbase does not list it");
        exchange.product("ETH-USD", 200, "{\"id\":\"ETH-USD\",\"status\":\"delisted\"}");
        feed.close();
        feed =
                CoinbaseFeed.open(
                        new LiveSettings(
                                PAIRS,
                                exchange.webSocket(),
                                exchange.restUri(),
                                LONG,
                                Optional.empty()),
                        new LiveFeed.Bounds(
                                Duration.ofMillis(300), 1_000, 1 << 20, Duration.ofMillis(50)),
                        suspiciousAfter,
                        InstantSource.system());
        run = new FeedRun(feed, sink, FeedPosition.beginning());
        run.takeUntil(() -> {
            exchange.send(match(1));
            return run.over(PAIRS.getLast()).isPresent();
        });
        assertThat(run.over(PAIRS.getLast())).contains("coinbase has delisted it");
        assertThat(run.over(PAIRS.getFirst())).isEmpty();
    }

    private static String of(String pair, String frame) {
        return frame.replace("BTC-USD", pair);
    }

    @Test
    void frames_of_megabytes_in_parts_are_put_together_and_beyond_the_bound_buried()
            throws Exception {
        String levels = "[\"1.23\",\"4.56\"],".repeat(650_000);
        String snapshot =
                "{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"asks\":["
                        + levels.substring(0, levels.length() - 1)
                        + "],\"time\":\"%s\"}".formatted(EventTime.format(NOW));
        exchange.sendInParts(snapshot, 7);
        exchange.sendInParts(match(1), 9);
        exchange.sendInParts("x".repeat(20 << 20), 3);
        exchange.sendBytes("binary".getBytes(StandardCharsets.UTF_8));
        exchange.send("{\"type\":\"match\"", match(2));
        run.takeUntil(() -> sink.trades().size() == 2);
        assertThat(sink.deadLetters())
                .extracting(letter -> letter.reason().substring(0, 26))
                .containsExactly(
                        "frame: must have at most 1",
                        "frame: must be text, was b",
                        "frame: must be JSON, was n");
        assertThat(sink.heartbeats()).isNotEmpty();
        assertThat(feed.health().reconnects()).isZero();
    }

    @Test
    void what_nobody_takes_waits_within_bounds_and_the_rest_is_asked_for_later() throws Exception {
        feed.close();
        feed = open(LONG, 5, Optional.empty());
        run = new FeedRun(feed, sink, FeedPosition.beginning());
        Eventually.isTrue("it is there", () -> feed.health().spoolFrames() == 1);
        run.take(1);
        for (long id = 1; id <= 12; id++) {
            exchange.trade(id, NOW);
            exchange.send(match(id));
        }
        Eventually.isTrue("it has dropped some", () -> feed.health().spoolDropped() == 7);
        assertThat(feed.health().spoolFrames()).isEqualTo(5);
        run.takeUntil(() -> sink.trades().size() == 5);
        exchange.send(heartbeat(12));
        run.takeUntil(() -> sink.trades().size() == 12);
        run.takeUntil(() -> feed.health().tradesFilled() == 7);
    }

    @Test
    void what_is_recorded_can_be_played() throws Exception {
        feed.close();
        Path file = folder.resolve("recorded").resolve("live.ws.gz");
        feed = open(LONG, 10_000, Optional.of(file));
        run = new FeedRun(feed, sink, FeedPosition.beginning());
        Eventually.isTrue("it is there", () -> feed.health().connected());
        exchange.send(match(1), "{\n\"type\":\"x\"\n}", ticker(1), match(2), "no frame");
        run.takeUntil(() -> sink.deadLetters().size() == 1);
        feed.close();
        RecordingSink played =
                FeedRun.all(new RecordingFeed(file, Speed.MAX, InstantSource.system()));
        assertThat(played.trades()).isEqualTo(sink.trades());
        assertThat(played.ticks()).isEqualTo(sink.ticks());
        assertThat(played.deadLetters()).hasSize(1);
    }

    @Test
    void a_probe_finds_the_exchange_or_gives_up_soon() throws Exception {
        assertThat(ExchangeProbe.reachable(exchange.webSocket(), LONG)).isTrue();
        long start = System.nanoTime();
        // Refused at once, and a name that cannot be.
        assertThat(ExchangeProbe.reachable(java.net.URI.create("ws://127.0.0.1:1"), LONG))
                .isFalse();
        assertThat(ExchangeProbe.reachable(java.net.URI.create("wss://no.such.invalid"), LONG))
                .isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    }

    private LiveFeed open(Duration silenceMax, int spoolMax, Optional<Path> recording)
            throws Exception {
        return CoinbaseFeed.open(
                new LiveSettings(
                        PAIRS, exchange.webSocket(), exchange.restUri(), silenceMax, recording),
                new LiveFeed.Bounds(
                        Duration.ofMillis(300), spoolMax, 64 << 20, Duration.ofHours(1)),
                suspiciousAfter,
                InstantSource.system());
    }

    private static String match(long id) {
        return """
        {"type":"match","trade_id":%d,"maker_order_id":"a","taker_order_id":"b",\
        "side":"sell","size":"0.5","price":"400.25","product_id":"BTC-USD",\
        "sequence":%d,"time":"%s"}\
        """
                .formatted(id, 100 + id, EventTime.format(NOW.plusMillis(id)));
    }

    private static String ticker(long id) {
        return """
        {"type":"ticker","sequence":%d,"product_id":"BTC-USD","price":"400.25",\
        "open_24h":"390","volume_24h":"12.5","best_bid":"400.24","best_ask":"400.26",\
        "side":"buy","time":"%s","trade_id":%d,"last_size":"0.5"}\
        """
                .formatted(100 + id, EventTime.format(NOW.plusMillis(id)), id);
    }

    private static String heartbeat(long id) {
        return """
        {"type":"heartbeat","sequence":%d,"last_trade_id":%d,"product_id":"BTC-USD",\
        "time":"%s"}\
        """
                .formatted(200 + id, id, EventTime.format(NOW.plusSeconds(1)));
    }
}
