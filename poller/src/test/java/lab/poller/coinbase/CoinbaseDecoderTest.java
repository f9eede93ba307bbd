package lab.poller.coinbase;

import static lab.poller.coinbase.Frames.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Trade;
import lab.domain.book.BookChange;
import lab.domain.book.BookLevel;
import lab.domain.book.BookSnapshot;
import lab.domain.book.LevelChange;
import lab.poller.feed.MarketEvent;
import lab.poller.feed.MarketEvent.Ahead;
import lab.poller.feed.MarketEvent.Beat;
import lab.poller.feed.MarketEvent.BookBroken;
import lab.poller.feed.MarketEvent.BookChanged;
import lab.poller.feed.MarketEvent.BookGiven;
import lab.poller.feed.MarketEvent.Malformed;
import lab.poller.feed.MarketEvent.Other;
import lab.poller.feed.MarketEvent.Refused;
import lab.poller.feed.MarketEvent.Ticked;
import lab.poller.feed.MarketEvent.Traded;
import lab.poller.feed.MarketEvent.Unreadable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CoinbaseDecoderTest {
    private static final Instant TIME = Instant.parse("2025-03-01T12:00:00.000001Z");
    private static final Pair PAIR = new Pair("BTC-USD");

    private final CoinbaseDecoder decoder = new CoinbaseDecoder("coinbase");

    @Test
    void a_match_is_a_trade_with_the_takers_side() {
        assertThat(decode(Frames.MATCH))
                .isEqualTo(
                        new Traded(
                                new Trade(
                                        PAIR,
                                        71,
                                        Price.of("400.23"),
                                        Quantity.of("5.23512"),
                                        Side.BUY,
                                        50,
                                        TIME,
                                        "coinbase",
                                        Optional.empty()),
                                true));
        assertThat(decode(Frames.MATCH.replace("\"match\"", "\"last_match\"")))
                .isEqualTo(decode(Frames.MATCH));
    }

    @Test
    void a_ticker_is_a_tick_with_the_takers_side_and_all_else_it_came_with() {
        assertThat(decode(Frames.TICKER))
                .isInstanceOfSatisfying(
                        Ticked.class,
                        frame -> {
                            assertThat(frame.tick().side()).contains(Side.BUY);
                            assertThat(frame.tick().bestBid()).isEqualTo(Price.of("400.22"));
                            assertThat(frame.tick().tradeId()).contains(71L);
                            assertThat(frame.tick().volume24h())
                                    .isEqualByComparingTo(new BigDecimal("12345678901234.5"));
                            assertThat(frame.others().keySet())
                                    .containsExactly(
                                            "open_24h",
                                            "low_24h",
                                            "high_24h",
                                            "volume_30d",
                                            "best_bid_size",
                                            "best_ask_size");
                            assertThat(frame.others()).containsEntry("low_24h", "380.5");
                        });
    }

    @ParameterizedTest
    @CsvSource({"0, 400.23", "400.22, 0", "0, 0", "500, 400"})
    void a_ticker_with_no_market_or_a_crossed_one_is_a_tick(String bid, String ask) {
        String frame =
                Frames.TICKER
                        .replace("\"best_bid\":\"400.22\"", "\"best_bid\":\"" + bid + '"')
                        .replace("\"best_ask\":\"400.23\"", "\"best_ask\":\"" + ask + '"');
        assertThat(decode(frame))
                .isInstanceOfSatisfying(
                        Ticked.class, ticker -> assertThat(ticker.tick().isQuote()).isFalse());
    }

    @Test
    void a_heartbeat_says_the_time_and_the_newest_trade() {
        assertThat(decode(Frames.HEARTBEAT))
                .isEqualTo(new Beat(PAIR, 71, 90, Instant.parse("2025-03-01T12:00:01.464459Z")));
    }

    @Test
    void a_frame_of_a_channel_that_nobody_asked_for_shows_no_time() {
        assertThat(decode("{\"type\":\"status\",\"time\":\"2025-03-09T12:00:00Z\"}"))
                .isEqualTo(new Other("status"));
        assertThat(decode("{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"ticker\"}]}"))
                .isEqualTo(new Other("subscriptions"));
    }

    @Test
    void a_snapshot_is_the_levels_of_both_sides_wherever_its_type_stands() {
        assertThat(
                        decode(
                                """
                                {"asks":[["10.3","1.50000000"],["10.2","2","7"]],"bids":[],\
                                "price":{"a":[]},"type":"snapshot","product_id":"BTC-USD"}\
                                """))
                .isEqualTo(
                        new BookGiven(
                                new BookSnapshot(
                                        PAIR,
                                        List.of(),
                                        List.of(level("10.3", "1.5"), level("10.2", "2")),
                                        OptionalLong.empty(),
                                        Optional.empty())));
    }

    @Test
    void an_l2update_names_whole_sizes_by_the_side_that_waits() {
        assertThat(
                        decode(
                                """
                                {"type":"l2update","product_id":"BTC-USD",\
                                "changes":[["buy","10.1","0.5"],["sell","10.4","0.00000000"]],\
                                "time":"2025-03-01T12:00:00.000001Z"}\
                                """))
                .isEqualTo(
                        new BookChanged(
                                new BookChange(
                                        PAIR,
                                        List.of(
                                                change(Side.BUY, "10.1", "0.5"),
                                                change(Side.SELL, "10.4", "0")),
                                        Optional.empty(),
                                        Instant.parse("2025-03-01T12:00:00.000001Z"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"changes\":[[\"buy\",\"1\",\"1\"]]|time: must be a string, was missing",
                "\"time\":\"T\"|changes: must be an array, was missing",
                "\"time\":\"T\",\"changes\":{}|changes: must be an array",
                "\"time\":\"T\",\"changes\":[1]|changes: must hold arrays",
                "\"time\":\"T\",\"changes\":[],\"changes\":[]|changes: must be given once, was given again",
                "\"time\":\"T\",\"changes\":[[]]|side: must be a string, was END_ARRAY",
                "\"time\":\"T\",\"changes\":[[\"hold\",\"1\",\"1\"]]|side: must be buy or sell, was \"hold\"",
                "\"time\":\"T\",\"changes\":[[\"buy\",\"0\",\"1\"]]|price: must be positive, was 0",
                "\"time\":\"T\",\"changes\":[[\"buy\",\"1\",\"-1\"]]|size: must be a decimal, was \"-1\"",
                "\"time\":\"T\",\"changes\":[[\"buy\",\"1\",\"1e3\"]]|size: must be a decimal, was \"1e3\"",
                "\"time\":\"T\",\"changes\":[[\"buy\",1,\"1\"]]|price: must be a string, was VALUE_NUMBER_INT",
                "\"time\":\"2025-03-09T12:00:00Z\",\"changes\":[]|time: 691199 s ahead of its receipt"
            })
    void an_l2update_that_lacks_what_it_must_have_breaks_its_book_and_nothing_else(
            String fields, String reason) {
        String frame = "{\"type\":\"l2update\",\"product_id\":\"BTC-USD\"," + fields + '}';
        assertThat(decode(frame.replace("\"T\"", "\"2025-03-01T12:00:00Z\"")))
                .isEqualTo(new BookBroken(Optional.of(PAIR), reason));
    }

    @Test
    void a_frame_of_a_book_without_a_pair_breaks_no_book() {
        assertThat(decode("{\"type\":\"snapshot\",\"product_id\":7}"))
                .isEqualTo(new BookBroken(Optional.empty(), "product_id: must be a string, was 7"));
    }

    private static BookLevel level(String price, String size) {
        return new BookLevel(Price.of(price), Quantity.of(size));
    }

    private static LevelChange change(Side side, String price, String size) {
        return new LevelChange(side, Price.of(price), Quantity.of(size));
    }

    @ParameterizedTest
    @MethodSource("timedFrames")
    void a_frame_may_lie_a_minute_ahead_of_its_receipt_and_no_more(String frame) {
        // Receipt is 12:00:01.
        assertThat(decode(frame.replaceAll("2025-03-01T12:00:0[0-9.]+", "2025-03-01T12:01:01")))
                .isNotInstanceOfAny(Ahead.class, Malformed.class);
        assertThat(
                        decode(
                                frame.replaceAll(
                                        "2025-03-01T12:00:0[0-9.]+", "2025-03-01T12:01:01.000001")))
                .isEqualTo(
                        new Ahead(
                                "time: 61 s ahead of its receipt",
                                Duration.ofSeconds(60).plusNanos(1_000)));
        assertThat(decode(frame.replaceAll("2025-03-01T12:00:0[0-9.]+", "2025-03-02T08:00:01")))
                .isEqualTo(new Ahead("time: 72000 s ahead of its receipt", Duration.ofHours(20)));
    }

    static List<String> timedFrames() {
        return List.of(
                Frames.MATCH,
                Frames.MATCH.replace("\"match\"", "\"last_match\""),
                Frames.TICKER,
                Frames.HEARTBEAT);
    }

    @Test
    void a_byte_order_mark_costs_no_frame() {
        assertThat(decode('\uFEFF' + Frames.MATCH)).isEqualTo(decode(Frames.MATCH));
    }

    @Test
    void a_refusal_is_told_in_the_exchanges_words() {
        assertThat(
                        decode(
                                """
                                {"type":"error","message":"Failed to subscribe",\
                                "reason":"BTC-XYZ is not a valid product"}\
                                """))
                .isEqualTo(new Refused("Failed to subscribe: BTC-XYZ is not a valid product"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"type\":\"match\", | \"x\":1, | type: must be a string, was missing",
                "\"match\" | 7 | type: must be a string, was 7",
                "\"400.23\" | 400.23 | price: must be a string, was 400.23",
                "400.23 | 4e2 | price: must be a decimal, was \"4e2\"",
                "400.23 | 0 | price: must be positive, was 0",
                "5.23512 | 0.123456789 | size: at most 8 places, was \"0.123456789\"",
                "\"sell\" | \"SELL\" | side: must be buy or sell, was \"SELL\"",
                "\"trade_id\":71 | \"trade_id\":\"71\" | trade_id: must be a whole number of 64 bits, was \"71\"",
                "\"trade_id\":71 | \"trade_id\":99999999999999999999 | trade_id: must be a whole number of 64 bits, was 99999999999999999999",
                "\"sequence\":50 | \"sequence\":-1 | sequence: must not be negative, was -1",
                "\"sequence\":50 | \"sequence\":50,\"price\":\"1\" | price: must be given once, was given again",
                "2025-03-01T12 | 2262-01-01T00 | time: must be between 2009 and 2262, was 2262-01-01T00:00:00.000001Z",
                "2025-03-01T12 | 1970-01-01T00 | time: must be between 2009 and 2262, was 1970-01-01T00:00:00.000001Z",
                "2025-03-01T12 | -025-03-01T12 | time: must be ISO-8601 UTC with at most 6 fraction digits, was \"-025-03-01T12:00:00.000001Z\"",
                "BTC-USD | btcusd | pair: must be two assets such as BTC-USD, was \"btcusd\"",
                "\"product_id\":\"BTC-USD\" | \"product_id\":null | product_id: must be a string, was null"
            })
    void a_bad_match_is_refused_with_the_field_the_rule_and_the_culprit(
            String from, String to, String reason) {
        assertThat(Frames.MATCH).contains(from);
        assertThat(decode(Frames.MATCH.replace(from, to))).isEqualTo(new Malformed(reason));
    }

    @Test
    void a_thousand_kinds_of_garbage_are_refused_with_a_reason_or_read_and_nothing_is_thrown() {
        var random = new SplittableRandom(1_000);
        List<byte[]> seeds =
                List.of(utf8(Frames.MATCH), utf8(Frames.TICKER), utf8(Frames.HEARTBEAT));
        int malformed = 0;
        for (int kind = 0; kind < 20_000; kind++) {
            byte[] bytes = garbage(kind % 20, seeds.get(kind % seeds.size()), random);
            MarketEvent frame = decoder.decode(bytes, 0, bytes.length, Frames.RECEIVED);
            String reason =
                    switch (frame) {
                        case Malformed(var why) -> why;
                        case Unreadable(var why) -> why;
                        default -> "";
                    };
            if (!reason.isEmpty()) {
                assertThat(reason).contains(": ").hasSizeLessThan(300);
                malformed++;
            }
        }
        assertThat(malformed).isGreaterThan(12_000);
        assertThat(decode(Frames.MATCH)).isInstanceOf(Traded.class);
    }

    private static byte[] garbage(int kind, byte[] seed, SplittableRandom random) {
        if (kind < 4) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            return noise;
        }
        if (kind < 8) {
            return Arrays.copyOf(seed, random.nextInt(seed.length));
        }
        byte[] changed = seed.clone();
        for (int i = random.nextInt(6); i >= 0; i--) {
            changed[random.nextInt(changed.length)] =
                    (byte)
                            (kind < 14
                                    ? random.nextInt(256)
                                    : "{}[]\",:0e-\\".charAt(random.nextInt(11)));
        }
        return changed;
    }

    @Test
    void a_frame_of_ten_megabytes_of_a_book_that_is_too_large_breaks_that_book() {
        String levels = "[\"1.23\",\"4.56\"],".repeat(600_000);
        String snapshot =
                "{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"asks\":["
                        + levels.substring(0, levels.length() - 1)
                        + "],\"time\":\"2025-03-01T12:00:00.000001Z\"}";
        assertThat(decode(snapshot))
                .isEqualTo(
                        new BookBroken(
                                Optional.of(PAIR),
                                "asks: must have at most 400000 levels, has more"));
    }

    private MarketEvent decode(String frame) {
        byte[] bytes = utf8("xx" + frame + "yy");
        return decoder.decode(bytes, 2, bytes.length - 4, Frames.RECEIVED);
    }
}
