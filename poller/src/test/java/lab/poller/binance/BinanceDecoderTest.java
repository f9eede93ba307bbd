package lab.poller.binance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.book.BookLevel;
import lab.domain.book.LevelChange;
import lab.domain.book.UpdateIds;
import lab.poller.feed.MarketEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinanceDecoderTest {
    private static final Pair BTC = new Pair("BTC-USDT");
    private static final Instant RECEIVED = Instant.parse("2025-03-01T12:00:01Z");
    private static final Instant TRADED = Instant.parse("2025-03-01T12:00:00.000001Z");
    private static final Instant SENT = Instant.parse("2025-03-01T12:00:00.000500Z");

    static final String TRADE =
            """
            {"stream":"btcusdt@trade","data":{"e":"trade","E":1740830400000500,"s":"BTCUSDT",\
            "t":71,"p":"60000.10000000","q":"0.00500000","T":1740830400000001,"m":true,"M":true}}\
            """;
    static final String BOOK_TICKER =
            """
            {"stream":"btcusdt@bookTicker","data":{"u":400900217,"s":"BTCUSDT",\
            "b":"60000.00000000","B":"31.21000000","a":"60000.20000000","A":"40.66000000"}}\
            """;
    static final String DEPTH =
            """
            {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1740830400000500,\
            "s":"BTCUSDT","U":157,"u":160,"b":[["60000.00","10"],["59999.5","0"]],\
            "a":[["60000.20","0.5"]]}}\
            """;
    static final String SNAPSHOT =
            """
            {"stream":"btcusdt@depthSnapshot","data":{"lastUpdateId":156,\
            "bids":[["60000.00","9"]],"asks":[["60000.30","1.5"]]}}\
            """;
    static final String MINI_TICKER =
            """
            {"stream":"btcusdt@miniTicker","data":{"e":"24hrMiniTicker","E":1740830400000500,\
            "s":"BTCUSDT","c":"60000.05","o":"59000","h":"61000","l":"58000",\
            "v":"12345678901234.50000000","q":"18"}}\
            """;

    private final BinanceDecoder decoder = new BinanceDecoder(ListedPairs.of(List.of(BTC)));

    @Test
    void a_trade_has_the_taker_s_side_and_its_own_time() {
        MarketEvent.Traded traded = (MarketEvent.Traded) decode(TRADE);
        assertThat(traded.isNews()).isTrue();
        assertThat(traded.trade().pair()).isEqualTo(BTC);
        assertThat(traded.trade().tradeId()).isEqualTo(71);
        assertThat(traded.trade().sequence()).isEqualTo(71);
        assertThat(traded.trade().price()).isEqualTo(Price.of("60000.1"));
        assertThat(traded.trade().size()).isEqualTo(Quantity.of("0.005"));
        assertThat(traded.trade().side()).as("the buyer waited").isEqualTo(Side.SELL);
        assertThat(traded.trade().time()).isEqualTo(TRADED);
        assertThat(traded.trade().exchange()).isEqualTo("binance");
        assertThat(decode(TRADE.replace("\"m\":true", "\"m\":false")))
                .extracting(event -> ((MarketEvent.Traded) event).trade().side())
                .isEqualTo(Side.BUY);
    }

    @Test
    void order_ids_of_old_frames_and_milliseconds_are_read_as_well() {
        String old =
                TRADE.replace("\"T\":1740830400000001", "\"b\":88,\"a\":50,\"T\":1740830400001")
                        .replace("\"E\":1740830400000500", "\"E\":1740830400002");
        assertThat(((MarketEvent.Traded) decode(old)).trade().time())
                .isEqualTo(Instant.parse("2025-03-01T12:00:00.001Z"));
    }

    @Test
    void a_raw_frame_says_the_same_as_one_in_an_envelope() {
        for (String frame : List.of(TRADE, DEPTH, MINI_TICKER)) {
            assertThat(decode(raw(frame))).isEqualTo(decode(frame));
        }
        assertThat(decode(raw(BOOK_TICKER)))
                .isInstanceOf(MarketEvent.Ticked.class)
                .isEqualTo(decode(BOOK_TICKER));
    }

    @Test
    void data_may_come_before_the_name_of_its_stream() {
        String data = raw(TRADE);
        assertThat(decode("{\"data\":" + data + ",\"stream\":\"btcusdt@trade\"}"))
                .isEqualTo(decode(TRADE));
    }

    @Test
    void a_block_trade_is_no_trade() {
        String block = TRADE.replace("btcusdt@trade", "btcusdt@blockTrade");
        assertThat(decode(block.replace("\"e\":\"trade\"", "\"e\":\"blockTrade\"")))
                .isEqualTo(new MarketEvent.Other("blockTrade"));
        assertThat(decode(block))
                .as("whatever it calls itself")
                .isInstanceOf(MarketEvent.Other.class);
        assertThat(decode(raw(block).replace("\"e\":\"trade\"", "\"e\":\"blockTrade\"")))
                .isEqualTo(new MarketEvent.Other("blockTrade"));
        assertThat(decode(BOOK_TICKER))
                .as("no price was told")
                .isInstanceOf(MarketEvent.Other.class);
    }

    @Test
    void a_book_ticker_is_a_tick_with_what_was_said_before_it() {
        decode(TRADE);
        decode(MINI_TICKER);
        MarketEvent.Ticked ticked = (MarketEvent.Ticked) decode(BOOK_TICKER);
        assertThat(ticked.tick().sequence()).isEqualTo(400_900_217L);
        assertThat(ticked.tick().price()).isEqualTo(Price.of("60000.1"));
        assertThat(ticked.tick().bestBid()).isEqualTo(Price.of("60000"));
        assertThat(ticked.tick().bestAsk()).isEqualTo(Price.of("60000.2"));
        assertThat(ticked.tick().volume24h()).isEqualByComparingTo("12345678901234.5");
        assertThat(ticked.tick().time()).isEqualTo(SENT);
        assertThat(ticked.tick().tradeId()).contains(71L);
        assertThat(ticked.tick().lastSize()).contains(Quantity.of("0.005"));
        assertThat(ticked.tick().side()).contains(Side.SELL);
        assertThat(ticked.others())
                .containsEntry("best_bid_size", "31.21")
                .containsEntry("best_ask_size", "40.66");
    }

    @Test
    void a_book_ticker_before_any_price_or_time_is_no_tick() {
        assertThat(decode(BOOK_TICKER)).isEqualTo(new MarketEvent.Other("bookTicker"));
        decode(DEPTH);
        assertThat(decode(BOOK_TICKER)).isEqualTo(new MarketEvent.Other("bookTicker"));
        decode(MINI_TICKER);
        MarketEvent.Ticked ticked = (MarketEvent.Ticked) decode(BOOK_TICKER);
        assertThat(ticked.tick().price()).isEqualTo(Price.of("60000.05"));
        assertThat(ticked.tick().tradeId()).isEmpty();
    }

    @Test
    void a_book_ticker_long_after_the_newest_time_is_no_tick() {
        decode(TRADE);
        byte[] bytes = BOOK_TICKER.getBytes(StandardCharsets.UTF_8);
        Instant within = RECEIVED.plus(Quotes.SHOWN_WITHIN);
        assertThat(decoder.decode(bytes, 0, bytes.length, within))
                .isInstanceOf(MarketEvent.Ticked.class);
        assertThat(decoder.decode(bytes, 0, bytes.length, within.plusMillis(1)))
                .isEqualTo(new MarketEvent.Other("bookTicker"));
    }

    @Test
    void an_older_trade_does_not_take_the_last_price_back() {
        decode(TRADE);
        decode(TRADE.replace("\"t\":71", "\"t\":70").replace("60000.10000000", "1.5"));
        decode(MINI_TICKER);
        MarketEvent.Ticked ticked = (MarketEvent.Ticked) decode(BOOK_TICKER);
        assertThat(ticked.tick().price()).isEqualTo(Price.of("60000.1"));
    }

    @Test
    void a_change_of_a_book_has_its_numbers_and_both_sides() {
        MarketEvent.BookChanged changed = (MarketEvent.BookChanged) decode(DEPTH);
        assertThat(changed.change().pair()).isEqualTo(BTC);
        assertThat(changed.change().ids()).contains(new UpdateIds(157, 160));
        assertThat(changed.change().time()).isEqualTo(SENT);
        assertThat(changed.change().levels())
                .containsExactly(
                        change(Side.BUY, "60000", "10"),
                        change(Side.BUY, "59999.5", "0"),
                        change(Side.SELL, "60000.2", "0.5"));
        assertThat(decode(DEPTH.replace("@100ms", ""))).isEqualTo(changed);
    }

    @Test
    void a_snapshot_has_its_number() {
        MarketEvent.BookGiven given = (MarketEvent.BookGiven) decode(SNAPSHOT);
        assertThat(given.snapshot().pair()).isEqualTo(BTC);
        assertThat(given.snapshot().lastUpdateId()).isEqualTo(OptionalLong.of(156));
        assertThat(given.snapshot().bids()).containsExactly(level("60000", "9"));
        assertThat(given.snapshot().asks()).containsExactly(level("60000.3", "1.5"));
    }

    @Test
    void a_mini_ticker_is_a_heartbeat() {
        assertThat(decode(MINI_TICKER)).isEqualTo(new MarketEvent.Beat(BTC, 0, 0, SENT));
    }

    /** Believed, it would make a dead letter of each tick behind it. */
    @ParameterizedTest
    @ValueSource(strings = {"123456789012345678901", "1.123456789"})
    void a_volume_that_no_tick_can_say_is_refused_where_it_stands(String volume) {
        assertThat(decode(TRADE)).isInstanceOf(MarketEvent.Traded.class);
        assertThat(decode(MINI_TICKER.replace("12345678901234.50000000", volume)))
                .isEqualTo(
                        new MarketEvent.Malformed(
                                "v: must not be negative and have at most 20 digits and 8 places, was "
                                        + volume));
        assertThat(decode(BOOK_TICKER)).isInstanceOf(MarketEvent.Ticked.class);
    }

    @Test
    void a_volume_may_have_more_digits_than_a_size() {
        decode(MINI_TICKER);
        decode(MINI_TICKER.replace("12345678901234.50000000", "99999999999999999999"));
        assertThat(((MarketEvent.Ticked) decode(BOOK_TICKER)).tick().volume24h())
                .isEqualTo(new BigDecimal("99999999999999999999"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"t\":71 | \"t\":\"71\" | t: must be a whole number of 64 bits, was \"71\"",
                "\"t\":71 | \"t\":0 | trade_id: must be positive, was 0",
                "\"t\":71 | \"t\":9223372036854775808 | t: must be a whole number of 64 bits, was 9223372036854775808",
                "\"t\":71, | `` | t: must be a whole number of 64 bits, was missing",
                "\"t\":71 | \"t\":71,\"t\":72 | t: must be given once, was given again",
                "\"60000.10000000\" | 60000.1 | p: must be a string, was 60000.1",
                "\"60000.10000000\" | \"6e4\" | p: must be a decimal, was \"6e4\"",
                "\"60000.10000000\" | \"-1\" | p: must be a decimal, was \"-1\"",
                "\"60000.10000000\" | \"0\" | price: must be positive, was 0",
                "\"60000.10000000\" | \"0.123456789\" | p: at most 8 places, was \"0.123456789\"",
                "\"60000.10000000\" | \"12345678901\" | p: at most 10 digits before the point, was \"12345678901\"",
                "\"0.00500000\" | \"0.00000000\" | size: must be positive, was 0",
                "\"0.00500000\" | null | q: must be a string, was null",
                "\"m\":true | \"m\":\"true\" | m: must be true or false, was \"true\"",
                "\"m\":true, | `` | m: must be true or false, was missing",
                "\"T\":1740830400000001 | \"T\":-1 | T: must not be negative, was -1",
                "\"T\":1740830400000001 | \"T\":1740830400.5 | T: must be a whole number of 64 bits, was 1740830400.5",
                "\"T\":1740830400000001 | \"T\":1740830400 | T: must be between 2009 and 2262, was 1970-01-21T03:33:50.400Z",
                "\"e\":\"trade\" | \"e\":\"aggTrade\" | e: must be trade, was \"aggTrade\"",
                "\"s\":\"BTCUSDT\" | \"s\":\"ETHUSDT\" | s: must be a symbol of the listed pairs (--pairs), was \"ETHUSDT\"",
                "\"s\":\"BTCUSDT\" | \"s\":7 | s: must be a string, was 7",
                "btcusdt@trade | ethusdt@trade | stream: must be a symbol of the listed pairs (--pairs), was \"ETHUSDT\"",
                "btcusdt@trade | btcusdt@tr ade | stream: must be words, was \"tr ade\""
            })
    void a_trade_that_lacks_what_it_must_have_says_what(String from, String to, String reason) {
        assertThat(TRADE).contains(from);
        assertThat(decode(TRADE.replace(from, to))).isEqualTo(new MarketEvent.Malformed(reason));
    }

    @Test
    void the_data_must_be_of_the_pair_that_the_stream_names() {
        var both = new BinanceDecoder(ListedPairs.of(List.of(BTC, new Pair("ETH-USDT"))));
        byte[] bytes = TRADE.replace("btcusdt@", "ethusdt@").getBytes(StandardCharsets.UTF_8);
        assertThat(both.decode(bytes, 0, bytes.length, RECEIVED))
                .isEqualTo(
                        new MarketEvent.Malformed(
                                "s: must be that of the stream, was \"BTCUSDT\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[\"60000.00\",\"10\"] | [\"60000.00\",\"1e1\"] | size: must be a decimal, was \"1e1\"",
                "[\"60000.00\",\"10\"] | [\"0\",\"10\"] | price: must be positive, was 0",
                "[\"60000.00\",\"10\"] | [60000,\"10\"] | price: must be a string, was VALUE_NUMBER_INT",
                "[\"60000.00\",\"10\"] | [] | price: must be a string, was END_ARRAY",
                "[\"60000.00\",\"10\"] | 7 | b: must hold arrays",
                "\"a\":[[\"60000.20\",\"0.5\"]] | \"x\":1 | a: must be an array, was missing",
                "\"a\":[[\"60000.20\",\"0.5\"]] | \"a\":{} | a: must be an array",
                "\"U\":157 | \"U\":161 | last update id: must be at least 161, was 160",
                "\"U\":157 | \"U\":-1 | first update id: must not be negative, was -1",
                "\"U\":157, | `` | U: must be a whole number of 64 bits, was missing",
                "\"E\":1740830400000500 | \"E\":1740830462000500 | E: 62 s ahead of its receipt",
                "\"e\":\"depthUpdate\" | \"e\":\"trade\" | e: must be depthUpdate, was \"trade\""
            })
    void a_change_that_cannot_be_read_names_its_book(String from, String to, String reason) {
        assertThat(DEPTH).contains(from);
        assertThat(decode(DEPTH.replace(from, to)))
                .isEqualTo(new MarketEvent.BookBroken(Optional.of(BTC), reason));
    }

    @Test
    void a_change_of_a_book_that_nobody_listed_is_of_no_book() {
        assertThat(decode(DEPTH.replace("BTCUSDT", "XYZUSDT")))
                .isEqualTo(
                        new MarketEvent.BookBroken(
                                Optional.empty(),
                                "s: must be a symbol of the listed pairs (--pairs), was"
                                        + " \"XYZUSDT\""));
    }

    @Test
    void a_time_more_than_a_minute_ahead_of_its_receipt_is_not_believed() {
        String edge = TRADE.replace("1740830400000001", "1740830461000000");
        assertThat(decode(edge)).isInstanceOf(MarketEvent.Traded.class);
        assertThat(decode(TRADE.replace("1740830400000001", "1740830461000001")))
                .isInstanceOfSatisfying(
                        MarketEvent.Ahead.class,
                        it -> assertThat(it.reason()).isEqualTo("T: 61 s ahead of its receipt"));
        assertThat(decode(MINI_TICKER.replace("1740830400000500", "1740830561000001")))
                .isInstanceOf(MarketEvent.Ahead.class);
        assertThat(((MarketEvent.Ticked) decode(BOOK_TICKER)).tick().time())
                .as("what is not believed moves no quote")
                .isEqualTo(Instant.parse("2025-03-01T12:01:01Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"result\":null,\"id\":1} | result",
                "{\"stream\":\"!serverShutdown\",\"data\":{\"e\":\"serverShutdown\",\"E\":1740830400000}} | serverShutdown",
                "{\"e\":\"serverShutdown\",\"E\":1740830400000} | serverShutdown",
                "{\"stream\":\"btcusdt@aggTrade\",\"data\":{}} | aggTrade",
                "{\"stream\":\"btcusdt@depth20@100ms\",\"data\":{\"lastUpdateId\":1,\"bids\":[],\"asks\":[]}} | depth20@100ms",
                "{\"stream\":\"btcusdt@kline_1d@+08:00\",\"data\":{\"E\":\"odd\"}} | kline_1d@+08:00",
                "{\"stream\":\"!miniTicker@arr\",\"data\":[]} | miniTicker@arr"
            })
    void what_nobody_asked_for_moves_nothing(String frame, String type) {
        assertThat(decode(frame)).isEqualTo(new MarketEvent.Other(type));
    }

    @Test
    void what_the_exchange_refuses_is_told() {
        assertThat(decode("{\"code\":2,\"msg\":\"Invalid request\",\"id\":null}"))
                .isEqualTo(new MarketEvent.Refused("Invalid request"));
        assertThat(decode("{\"error\":{\"code\":3,\"msg\":\"Invalid JSON\"}}"))
                .isEqualTo(new MarketEvent.Refused("Invalid JSON"));
        assertThat(decode("{\"code\":-1121}")).isEqualTo(new MarketEvent.Refused("unexplained"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "\"x\"",
                "{",
                "{}{}",
                "{} x",
                "{\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\"",
                "{\"a\":01}",
                "\u0000"
            })
    void what_is_no_object_is_unreadable(String frame) {
        assertThat(decode(frame)).isInstanceOf(MarketEvent.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"stream\":\"btcusdt@trade\"}",
                "{\"stream\":\"btcusdt@trade\",\"data\":null}",
                "{\"stream\":\"btcusdt@trade\",\"data\":[]}",
                "{\"stream\":7,\"data\":{}}",
                "{\"stream\":\"btcusdt@trade\",\"data\":{}}",
                "{\"stream\":\"@trade\",\"data\":{\"e\":\"trade\"}}",
                "{\"stream\":\"\",\"data\":{}}",
                "{\"type\":\"match\"}"
            })
    void an_object_that_says_too_little_is_malformed(String frame) {
        assertThat(decode(frame)).isInstanceOf(MarketEvent.Malformed.class);
    }

    @Test
    void damaged_bytes_throw_nothing() {
        var random = new Random(20_250_301L);
        for (String frame : List.of(TRADE, BOOK_TICKER, DEPTH, SNAPSHOT, MINI_TICKER)) {
            byte[] whole = frame.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 3_000; i++) {
                byte[] bytes = whole.clone();
                for (int hits = random.nextInt(4); hits >= 0; hits--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                int length = random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length;
                assertThat(decoder.decode(bytes, 0, length, RECEIVED)).isNotNull();
            }
        }
    }

    private MarketEvent decode(String frame) {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        return decoder.decode(bytes, 0, bytes.length, RECEIVED);
    }

    private static String raw(String frame) {
        return frame.substring(frame.indexOf("\"data\":") + 7, frame.length() - 1);
    }

    private static LevelChange change(Side side, String price, String size) {
        return new LevelChange(side, Price.of(price), Quantity.of(size));
    }

    private static BookLevel level(String price, String size) {
        return new BookLevel(Price.of(price), Quantity.of(size));
    }
}
