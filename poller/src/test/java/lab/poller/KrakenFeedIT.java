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
import lab.domain.Trade;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.LiveSettings;
import lab.poller.feed.Speed;
import lab.poller.kraken.KrakenFeed;
import lab.poller.live.LiveFeed;
import lab.poller.playback.RecordingFeed;
import lab.poller.position.FeedPosition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KrakenFeedIT {
    private static final List<Pair> PAIRS = List.of(new Pair("BTC-USD"), new Pair("ETH-USD"));

    /** A cut that goes unnoticed shows as silence, before the tests give up waiting. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private static final Instant NOW = Instant.parse("2025-06-01T12:00:00Z");

    @TempDir Path folder;
    private KrakenDouble exchange;
    private LiveFeed feed;
    private final RecordingSink sink = new RecordingSink();
    private FeedRun run;

    @BeforeEach
    void openExchange() throws Exception {
        exchange = new KrakenDouble();
        open(FeedPosition.beginning(), Optional.empty());
    }

    @AfterEach
    void closeExchange() throws Exception {
        feed.close();
        exchange.close();
    }

    @Test
    void it_subscribes_to_trades_and_quotes_and_makes_messages_of_them() throws Exception {
        run.takeUntil(() -> exchange.messages().size() == 2);
        assertThat(exchange.messages())
                .containsExactly(
                        "{\"method\":\"subscribe\",\"params\":{\"channel\":\"trade\",\"symbol\":"
                                + "[\"BTC/USD\",\"ETH/USD\"],\"snapshot\":false}}",
                        "{\"method\":\"subscribe\",\"params\":{\"channel\":\"ticker\",\"symbol\":"
                                + "[\"BTC/USD\",\"ETH/USD\"],\"event_trigger\":\"bbo\"}}");
        exchange.send(frame("trade", trade(1), trade(2)), frame("ticker", quote(3)));
        run.takeUntil(() -> sink.ticks().size() == 1);
        assertThat(sink.trades()).extracting(Trade::tradeId).containsExactly(1L, 2L);
        assertThat(sink.trades().getFirst().side()).isEqualTo(Side.BUY);
        assertThat(sink.heartbeats()).anyMatch(h -> h.pair().name().equals("ETH-USD"));
        exchange.send(frame("ticker", quote(3)), frame("ticker", quote(4)));
        run.takeUntil(() -> sink.ticks().size() == 2);
    }

    @Test
    void pairs_come_and_go_and_one_that_it_has_not_ends_with_a_word() throws Exception {
        Pair bitcoin = new Pair("BTC-USD");
        Pair no = new Pair("NO-USD");
        int before = exchange.messages().size();
        run.follow(List.of(bitcoin, no));
        Eventually.isTrue("it says so", () -> exchange.messages().size() == before + 4);
        assertThat(exchange.messages().subList(before, before + 4))
                .allMatch(it -> it.contains("ETH/USD") == it.contains("unsubscribe"))
                .anyMatch(it -> it.contains("\"symbol\":[\"NO/USD\"]"));
        exchange.send(
                "{\"error\":\"Currency pair not supported NO/USD\",\"method\":\"subscribe\",\"success\":false,\"symbol\":\"NO/USD\"}",
                frame("trade", trade(1)));
        run.takeUntil(() -> sink.trades().size() == 1);
        assertThat(run.over(no).orElse("")).contains("not supported");
        assertThat(run.over(bitcoin)).isEmpty();
        assertThat(feed.health().reconnects()).isZero();
        exchange.refuse("EQuery:Unknown asset pair");
        assertThat(feed.refuses(no)).contains("kraken does not list it");
    }

    @Test
    void trades_that_were_missed_over_a_cut_are_asked_for_by_the_time_before_them()
            throws Exception {
        for (long id = 1; id <= 9; id++) {
            exchange.trade(id, micros(id));
        }
        exchange.send(frame("trade", trade(1), trade(2)));
        run.takeUntil(() -> sink.trades().size() == 2);
        exchange.greetWith(frame("trade", trade(9)));
        exchange.cut();
        run.takeUntil(() -> sink.trades().size() == 9);
        assertThat(sink.trades())
                .extracting(Trade::tradeId)
                .containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        run.takeUntil(() -> feed.health().tradesFilled() == 6);
        assertThat(feed.health().tradesMissing()).isZero();
        assertThat(feed.health().reconnects()).isEqualTo(1);
        assertThat(exchange.questions())
                .startsWith(
                        "/0/public/Trades?pair=XBTUSD&count=1000&since=%d999000"
                                .formatted((micros(2) - 1) / 1_000),
                        "/0/public/Trades?pair=XBTUSD&count=1000&since=%d000".formatted(micros(4)));
        Trade filled =
                sink.trades().stream().filter(t -> t.tradeId() == 5).findFirst().orElseThrow();
        assertThat(filled.time()).isEqualTo(NOW.plusMillis(5));
        assertThat(filled.side()).isEqualTo(Side.BUY);
    }

    @Test
    void after_a_restart_the_newest_are_asked_for_and_what_is_older_is_lost() throws Exception {
        for (long id = 1; id <= 9; id++) {
            exchange.trade(id, micros(id));
        }
        exchange.send(frame("trade", trade(2)));
        run.takeUntil(() -> sink.trades().size() == 1);
        FeedPosition position = run.position();
        feed.close();
        exchange.greetWith(frame("trade", trade(9)));
        open(position, Optional.empty());
        run.takeUntil(() -> feed.health().tradesLost() == 4);
        assertThat(feed.health().tradesFilled()).isEqualTo(2);
        assertThat(sink.trades())
                .extracting(Trade::tradeId)
                .containsExactlyInAnyOrder(2L, 7L, 8L, 9L);
    }

    @Test
    void a_question_that_is_refused_is_asked_again() throws Exception {
        exchange.refuse("EGeneral:Too many requests");
        exchange.trade(1, micros(1));
        exchange.trade(2, micros(2));
        exchange.send(frame("trade", trade(1)), frame("trade", trade(3)));
        run.takeUntil(() -> exchange.questions().size() == 1);
        assertThat(feed.health().tradesLost()).isZero();
        exchange.refuse("");
        run.takeUntil(() -> feed.health().tradesFilled() == 1);
    }

    @Test
    void a_refusal_is_told_and_the_subscription_tried_again() throws Exception {
        exchange.send(
                "{\"error\":\"Currency pair not supported\",\"method\":\"subscribe\",\"success\":false,\"symbol\":\"NO/USD\"}");
        run.takeUntil(() -> exchange.messages().size() == 4);
        assertThat(feed.health().trouble().orElse(""))
                .contains("Currency pair not supported: NO/USD");
        assertThat(sink.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("error: Currency pair not supported: NO/USD");
    }

    @Test
    void what_is_recorded_is_seen_to_be_krakens_and_can_be_played() throws Exception {
        feed.close();
        Path file = folder.resolve("live.ws.gz");
        open(FeedPosition.beginning(), Optional.of(file));
        exchange.send(
                "{\"channel\":\"heartbeat\"}",
                frame("trade", trade(1), trade(2).replace("buy", "ask"), trade(3)),
                frame("ticker", quote(3)));
        run.takeUntil(() -> sink.ticks().size() == 1);
        feed.close();
        assertThat(RecordingFeed.exchangeOf(file)).isEqualTo(Exchanges.KRAKEN);
        RecordingSink played =
                FeedRun.all(new RecordingFeed(file, Speed.MAX, InstantSource.system()));
        assertThat(played.trades()).isEqualTo(sink.trades()).hasSize(2);
        assertThat(played.ticks()).isEqualTo(sink.ticks());
        assertThat(played.deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly("data[1] side: must be buy or sell, was \"ask\"");
    }

    private void open(FeedPosition from, Optional<Path> recording) throws Exception {
        feed =
                KrakenFeed.open(
                        new LiveSettings(
                                PAIRS,
                                exchange.webSocket(),
                                exchange.restUri(),
                                SILENCE_MAX,
                                recording),
                        new LiveFeed.Bounds(
                                Duration.ofMillis(300), 10_000, 64 << 20, Duration.ofHours(1)),
                        InstantSource.system());
        int before = exchange.messages().size();
        run = new FeedRun(feed, sink, from);
        Eventually.isTrue("it is there", () -> exchange.messages().size() >= before + 2);
    }

    private static long micros(long id) {
        return EventTime.toMicros(NOW.plusMillis(id));
    }

    private static String frame(String channel, String... items) {
        return "{\"channel\":\"%s\",\"type\":\"update\",\"data\":[%s]}"
                .formatted(channel, String.join(",", items));
    }

    private static String trade(long id) {
        return """
        {"symbol":"BTC/USD","side":"buy","price":400.25,"qty":0.5,"ord_type":"limit",\
        "trade_id":%d,"timestamp":"%s"}\
        """
                .formatted(id, EventTime.format(NOW.plusMillis(id)));
    }

    private static String quote(long millis) {
        return """
        {"symbol":"BTC/USD","bid":400.2,"bid_qty":7,"ask":400.3,"ask_qty":8,"last":400.25,\
        "volume":12.5,"timestamp":"%s"}\
        """
                .formatted(EventTime.format(NOW.plusMillis(millis)));
    }
}
