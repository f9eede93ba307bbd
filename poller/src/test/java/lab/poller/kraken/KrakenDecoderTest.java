package lab.poller.kraken;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.MarketEvent.Ahead;
import lab.poller.feed.MarketEvent.Malformed;
import lab.poller.feed.MarketEvent.Other;
import lab.poller.feed.MarketEvent.Refused;
import lab.poller.feed.MarketEvent.Several;
import lab.poller.feed.MarketEvent.Ticked;
import lab.poller.feed.MarketEvent.Traded;
import lab.poller.feed.MarketEvent.Unreadable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KrakenDecoderTest {
    private static final Instant RECEIVED = Instant.parse("2025-06-01T12:00:01Z");
    private static final String TRADE =
            """
            {"symbol":"BTC/USD","side":"sell","price":400.25,"qty":0.50000000,\
            "ord_type":"market","trade_id":7,"timestamp":"2025-06-01T12:00:00.123456Z"}\
            """;
    private static final String TICK =
            """
            {"symbol":"BTC/USD","bid":400.2,"bid_qty":740.0,"ask":400.3,"ask_qty":0.00000001,\
            "last":400.25,"volume":997038.98383185,"vwap":401.1,"low":390,"high":410.5,\
            "change":-1.5,"change_pct":-0.37,"timestamp":"2025-06-01T12:00:00.742648Z"}\
            """;

    private final KrakenDecoder decoder = new KrakenDecoder();

    @Test
    void a_trade_has_the_takers_side_and_its_id_for_a_number() {
        Trade trade = ((Traded) decode(trades(TRADE))).trade();
        assertThat(trade.pair().name()).isEqualTo("BTC-USD");
        assertThat(trade.tradeId()).isEqualTo(7);
        assertThat(trade.sequence()).isEqualTo(7);
        assertThat(trade.price()).hasToString("400.25");
        assertThat(trade.size()).hasToString("0.5");
        assertThat(trade.side()).isEqualTo(Side.SELL);
        assertThat(trade.time()).isEqualTo(Instant.parse("2025-06-01T12:00:00.123456Z"));
        assertThat(trade.exchange()).isEqualTo("kraken");
    }

    @Test
    void trades_that_come_together_are_told_one_by_one_and_a_bad_one_takes_no_other_with_it() {
        String bad = TRADE.replace("400.25", "-1");
        String next = TRADE.replace(":7,", ":8,").replace("sell", "buy");
        List<MarketEvent> events = ((Several) decode(trades(TRADE, bad, next))).events();
        assertThat(events).hasSize(3);
        assertThat(((Traded) events.getFirst()).trade().tradeId()).isEqualTo(7);
        assertThat(((Malformed) events.get(1)).reason()).startsWith("data[1] price: must");
        assertThat(((Traded) events.getLast()).trade().side()).isEqualTo(Side.BUY);
    }

    @Test
    void a_ticker_is_a_tick_with_its_time_for_a_number() {
        Ticked ticked = (Ticked) decode(ticker(TICK));
        Tick tick = ticked.tick();
        assertThat(tick.sequence()).isEqualTo(1_748_779_200_742_648L);
        assertThat(tick.price()).hasToString("400.25");
        assertThat(tick.bestBid()).hasToString("400.2");
        assertThat(tick.bestAsk()).hasToString("400.3");
        assertThat(tick.volume24h()).isEqualByComparingTo("997038.98383185");
        assertThat(tick.tradeId()).isEmpty();
        assertThat(ticked.others())
                .containsEntry("best_bid_size", "740")
                .containsEntry("best_ask_size", "0.00000001");
    }

    @Test
    void a_number_may_have_an_exponent_as_json_allows_and_is_the_same() {
        String tiny = TRADE.replace("0.50000000", "5e-1").replace("400.25", "4.0025E2");
        assertThat(((Traded) decode(trades(tiny))).trade())
                .isEqualTo(((Traded) decode(trades(TRADE))).trade());
        assertThat(decode(trades(TRADE.replace("400.25", "1e999999999"))))
                .isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"timestamp\":\"2025-06-01T12:00:00.742648Z\"", "\"last\":400.25,"})
    void a_ticker_without_a_time_or_a_last_price_is_no_tick(String part) {
        assertThat(decode(ticker(TICK.replace(part, "")))).isEqualTo(new Other("ticker"));
    }

    @Test
    void what_is_no_market_moves_nothing() {
        assertThat(decode("{\"channel\":\"heartbeat\"}")).isEqualTo(new Other("heartbeat"));
        assertThat(
                        decode(
                                "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"system\":\"online\"}]}"))
                .isEqualTo(new Other("status"));
        assertThat(
                        decode(
                                "{\"method\":\"subscribe\",\"result\":{\"channel\":\"trade\"},\"success\":true}"))
                .isEqualTo(new Other("answer"));
        assertThat(
                        decode(
                                "{\"error\":\"Currency pair not supported\",\"method\":\"subscribe\",\"success\":false,\"symbol\":\"NO/USD\"}"))
                .isEqualTo(new Refused("Currency pair not supported: NO/USD"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"price\":400.25|\"price\":\"400.25\"|price: must be a number, was",
                "\"trade_id\":7|\"trade_id\":7.5|trade_id: must be a whole number",
                "\"side\":\"sell\"|\"side\":\"ask\"|side: must be buy or sell",
                "BTC/USD|BTC|pair: must be two assets",
                "2025-06-01T12:00:00|2025-06-01 12:00|timestamp: must",
                "\"qty\":0.50000000|\"qty\":0.123456789|qty: at most 8 places",
                "\"qty\":0.50000000,||qty: must be a number, was missing",
            })
    void what_is_not_as_it_must_be_is_named(String from, String to, String reason) {
        String broken = TRADE.replace(from, to == null ? "" : to);
        assertThat(((Malformed) decode(trades(broken))).reason()).contains(reason);
    }

    @Test
    void a_time_far_ahead_is_not_believed_and_only_of_its_own_item() {
        String ahead = TRADE.replace("12:00:00", "12:05:00");
        String bad = TRADE.replace("sell", "ask");
        List<MarketEvent> events = ((Several) decode(trades(ahead, bad))).events();
        assertThat(events.getFirst()).isInstanceOf(Ahead.class);
        assertThat(events.getLast()).isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[1]",
                "7",
                "{\"channel\":",
                "{\"channel\":\"trade\"} {}",
                "{\"channel\":\"trade\",\"channel\":\"trade\",\"data\":[]}"
            })
    void what_is_no_frame_is_unreadable(String text) {
        assertThat(decode(text)).isInstanceOf(Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"channel\":7}",
                "{\"channel\":\"Trade!\"}",
                "{\"channel\":\"trade\"}",
                "{\"channel\":\"trade\",\"data\":[]}",
                "{\"channel\":\"trade\",\"data\":[7]}"
            })
    void a_frame_without_what_it_must_have_is_malformed(String text) {
        assertThat(decode(text)).isInstanceOf(Malformed.class);
    }

    private MarketEvent decode(String frame) {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        return decoder.decode(bytes, 0, bytes.length, RECEIVED);
    }

    private static String trades(String... trades) {
        return "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[%s]}"
                .formatted(String.join(",", trades));
    }

    private static String ticker(String tick) {
        return "{\"channel\":\"ticker\",\"type\":\"update\",\"data\":[%s]}".formatted(tick);
    }
}
