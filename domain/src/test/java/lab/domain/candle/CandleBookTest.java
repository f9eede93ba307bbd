package lab.domain.candle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import lab.domain.Candle;
import lab.domain.CandleRecomputation;
import lab.domain.EventTime;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import lab.domain.Side;
import lab.domain.Trade;
import lab.domain.candle.CandleBook.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CandleBookTest {
    private static final Pair PAIR = new Pair("BTC-USD");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<CandleRecomputation.Key, Candle> candles = new HashMap<>();
    private final Map<CandleRecomputation.Key, Candle.Flow> flows = new HashMap<>();
    private final List<Candle> told = new ArrayList<>();
    private CandleBook book = new CandleBook(PAIR);

    private void hear(Candle candle) {
        told.add(candle);
        var key = new CandleRecomputation.Key(candle.interval(), candle.start());
        candles.put(key, candle);
        book.flow(candle).ifPresent(flow -> flows.put(key, flow));
    }

    private Outcome add(Trade trade) {
        return book.add(trade, this::hear);
    }

    private void heartbeat(Instant time) {
        heartbeat(time, 0);
    }

    private void heartbeat(Instant time, long lastTradeId) {
        book.heartbeat(EventTime.toMicros(time), lastTradeId, false, this::hear);
    }

    private void end(Instant time) {
        end(time, 0);
    }

    private void end(Instant time, long lastTradeId) {
        book.heartbeat(EventTime.toMicros(time), lastTradeId, true, this::hear);
    }

    private @Nullable Candle minute(Instant start) {
        return candles.get(new CandleRecomputation.Key(Interval.ONE_MINUTE, start));
    }

    private Candle minuteCandle(Instant start) {
        return requireNonNull(minute(start), "no candle of " + start);
    }

    private static Trade trade(long id, Instant time, String price, String size) {
        return trade(id, time, price, size, Optional.empty());
    }

    private static Trade trade(
            long id, Instant time, String price, String size, Optional<Instant> feedTime) {
        return new Trade(
                PAIR, id, Price.of(price), Quantity.of(size), Side.BUY, id, time, "test", feedTime);
    }

    @Test
    void a_candle_appears_ten_seconds_after_its_window_by_the_pairs_own_trades() {
        add(trade(1, NOON, "100", "1"));
        add(trade(2, NOON.plusSeconds(59), "101", "2"));
        add(trade(3, NOON.plusMillis(69_999), "102", "1"));
        assertThat(told).isEmpty();

        add(trade(4, NOON.plusSeconds(70), "103", "1"));

        assertThat(told).hasSize(1);
        Candle candle = minuteCandle(NOON);
        assertThat(candle.open()).isEqualTo(Price.of("100"));
        assertThat(candle.close()).isEqualTo(Price.of("101"));
        assertThat(candle.high()).isEqualTo(Price.of("101"));
        assertThat(candle.low()).isEqualTo(Price.of("100"));
        assertThat(candle.volume()).isEqualByComparingTo("3");
        assertThat(candle.quoteVolume()).isEqualByComparingTo("302");
        assertThat(candle.vwap()).isEqualByComparingTo("100.66666667");
        assertThat(candle.tradeCount()).isEqualTo(2);
        assertThat(candle.end()).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    void a_heartbeat_moves_time_where_nobody_trades() {
        add(trade(1, NOON, "100", "1"));
        heartbeat(NOON.plusSeconds(69));
        assertThat(told).isEmpty();
        heartbeat(NOON.plusSeconds(70));
        assertThat(told).hasSize(1);
    }

    @Test
    void the_event_time_of_other_pairs_moves_it_too() {
        add(trade(1, NOON, "100", "1"));
        assertThat(book.nextDue()).isEqualTo(EventTime.toMicros(NOON.plusSeconds(70)));
        book.advance(book.nextDue(), this::hear);
        assertThat(told).hasSize(1);
    }

    @Test
    void the_end_of_a_feed_ends_every_open_window() {
        add(trade(1, NOON, "100", "1"));
        end(NOON.plusSeconds(5));
        assertThat(told).extracting(Candle::interval).containsExactly(Interval.values());
    }

    @Test
    void a_trade_that_is_read_after_the_end_of_its_feed_is_told_at_once() {
        end(NOON.plusSeconds(5));
        add(trade(1, NOON, "100", "1"));
        add(trade(2, NOON.plusSeconds(1), "101", "1"));
        assertThat(minuteCandle(NOON).tradeCount()).isEqualTo(2);
    }

    @Test
    void a_heartbeat_waits_for_the_trade_that_it_names() throws IOException {
        add(trade(1, NOON, "100", "1"));
        heartbeat(NOON.plusSeconds(70), 3);
        book = copy(book);
        add(trade(2, NOON.plusSeconds(1), "101", "1"));
        assertThat(told).isEmpty();

        add(trade(3, NOON.plusSeconds(2), "102", "1"));

        assertThat(told).hasSize(1);
        assertThat(minuteCandle(NOON).tradeCount()).isEqualTo(3);
    }

    @Test
    void the_end_of_a_feed_waits_for_the_trade_that_it_names() throws IOException {
        add(trade(1, NOON, "100", "1"));
        end(NOON.plusSeconds(5), 2);
        book = copy(book);
        assertThat(book.isEndHeld()).isTrue();
        assertThat(told).isEmpty();

        add(trade(2, NOON.plusSeconds(1), "101", "1"));

        assertThat(book.isEndHeld()).isFalse();
        assertThat(told).extracting(Candle::interval).containsExactly(Interval.values());
        assertThat(told).extracting(Candle::tradeCount).containsOnly(2L);
    }

    @Test
    void a_heartbeat_waits_no_longer_once_a_newer_trade_than_it_names_has_come() {
        add(trade(1, NOON, "100", "1"));
        heartbeat(NOON.plusSeconds(70), 2);
        add(trade(3, NOON.plusSeconds(2), "102", "1"));
        assertThat(minuteCandle(NOON).tradeCount()).isEqualTo(2);
    }

    @Test
    void a_heartbeat_that_names_a_trade_of_nobody_is_forgotten_with_the_next() {
        add(trade(1, NOON, "100", "1"));
        heartbeat(NOON.plusSeconds(86_400), Long.MAX_VALUE);
        heartbeat(NOON.plusSeconds(69), 1);
        add(trade(2, NOON.plusSeconds(2), "102", "1"));
        assertThat(told).isEmpty();
        heartbeat(NOON.plusSeconds(70), 1);
        assertThat(told).hasSize(1);
    }

    @Test
    void a_candle_whose_heartbeat_waits_for_ever_appears_by_the_event_time_of_others() {
        add(trade(1, NOON, "100", "1"));
        heartbeat(NOON.plusSeconds(500), Long.MAX_VALUE);
        assertThat(book.nextDue()).isEqualTo(EventTime.toMicros(NOON.plusSeconds(70)));
        book.advance(book.nextDue(), this::hear);
        assertThat(told).hasSize(1);
    }

    @Test
    void the_end_of_a_feed_whose_last_trade_never_comes_can_be_waited_for_no_longer() {
        add(trade(1, NOON, "100", "1"));
        heartbeat(NOON.plusSeconds(4), 2);
        end(NOON.plusSeconds(5), 2);
        book.giveUpWaiting(this::hear);
        assertThat(book.isEndHeld()).isFalse();
        assertThat(told).extracting(Candle::interval).containsExactly(Interval.values());
        add(trade(3, NOON.plusSeconds(5), "101", "1"));
        assertThat(minuteCandle(NOON).tradeCount()).isEqualTo(2);
    }

    @Test
    void heartbeats_far_ahead_of_the_trades_let_each_candle_appear_once_and_whole() {
        List<Trade> trades = new ArrayList<>();
        for (int id = 1; id <= 600; id++) {
            trades.add(trade(id, NOON.plusSeconds(id), "100", "1"));
        }
        for (int id = 1; id <= 600; id++) {
            heartbeat(NOON.plusSeconds(id), id);
        }
        end(NOON.plusSeconds(601), 600);

        trades.forEach(this::add);

        assertThat(candles).isEqualTo(CandleRecomputation.of(PAIR, trades));
        assertThat(told).hasSameSizeAs(candles.keySet());
    }

    @Test
    void open_and_close_follow_exchange_time_then_trade_id_whatever_the_order() {
        add(trade(7, NOON.plusSeconds(1), "107", "1"));
        add(trade(5, NOON.plusSeconds(1), "105", "1"));
        add(trade(9, NOON, "109", "1"));
        add(trade(8, NOON, "108", "1"));
        end(NOON);
        assertThat(minuteCandle(NOON).open()).isEqualTo(Price.of("108"));
        assertThat(minuteCandle(NOON).close()).isEqualTo(Price.of("107"));
    }

    @Test
    void a_late_trade_corrects_its_candle_within_the_hour() {
        add(trade(1, NOON, "100", "1"));
        add(trade(2, NOON.plusSeconds(60 + 10 + 3_599), "200", "1"));
        Outcome outcome = add(trade(3, NOON.plusSeconds(1), "90", "1"));
        assertThat(outcome).isEqualTo(new Outcome.Counted());
        assertThat(minuteCandle(NOON).low()).isEqualTo(Price.of("90"));
        assertThat(minuteCandle(NOON).tradeCount()).isEqualTo(2);
    }

    @Test
    void a_trade_that_comes_later_still_misses_the_candles_that_are_closed() {
        add(trade(1, NOON, "100", "1"));
        add(trade(2, NOON.plusSeconds(60 + 10 + 3_600), "200", "1"));
        Outcome outcome = add(trade(3, NOON.plusSeconds(1), "90", "1"));
        assertThat(outcome)
                .isEqualTo(
                        new Outcome.Late(
                                Duration.ofSeconds(3_669).toNanos() / 1_000,
                                List.of(Interval.ONE_MINUTE)));
        assertThat(minuteCandle(NOON).tradeCount()).isEqualTo(1);
        end(NOON.plusSeconds(4_000));
        Candle hour =
                requireNonNull(candles.get(new CandleRecomputation.Key(Interval.ONE_HOUR, NOON)));
        assertThat(hour.tradeCount()).isEqualTo(2);
    }

    @Test
    void lateness_is_measured_by_the_newest_time_that_the_feed_had_shown() {
        Outcome outcome =
                add(trade(1, NOON, "100", "1", Optional.of(NOON.plusSeconds(2 * 3_600 + 3_610))));
        assertThat(outcome)
                .isEqualTo(
                        new Outcome.Late(
                                Duration.ofSeconds(10_810).toNanos() / 1_000,
                                List.of(Interval.values())));
    }

    @Test
    void a_heartbeat_makes_no_trade_late() {
        heartbeat(NOON.plusSeconds(86_400));
        assertThat(add(trade(1, NOON, "100", "1"))).isEqualTo(new Outcome.Counted());
        assertThat(minuteCandle(NOON).tradeCount()).isEqualTo(1);
    }

    @Test
    void a_repeat_counts_once_also_after_its_window_has_closed() {
        add(trade(1, NOON, "100", "1"));
        assertThat(add(trade(1, NOON, "100", "1"))).isEqualTo(new Outcome.Repeated());
        add(trade(2, NOON.plusSeconds(3 * 3_600), "100", "1"));
        assertThat(add(trade(1, NOON, "100", "1"))).isEqualTo(new Outcome.Repeated());
        assertThat(add(trade(1, NOON.plusSeconds(1), "100", "1")))
                .isEqualTo(new Outcome.Repeated());
    }

    @Test
    void a_trade_whose_id_is_known_changes_nothing_whatever_it_says() {
        add(trade(1, NOON, "100", "1"));
        Instant later = NOON.plus(Duration.ofHours(5));
        assertThat(add(trade(1, later, "7", "9"))).isEqualTo(new Outcome.Repeated());
        assertThat(add(trade(1, NOON, "100", "1", Optional.of(later))))
                .isEqualTo(new Outcome.Repeated());
        assertThat(told).isEmpty();
        assertThat(add(trade(2, NOON.plusSeconds(1), "101", "1")))
                .as("no time was moved by it")
                .isEqualTo(new Outcome.Counted());
        end(NOON.plusSeconds(1));
        assertThat(minuteCandle(NOON).high()).isEqualTo(Price.of("101"));
        assertThat(minuteCandle(NOON).low()).isEqualTo(Price.of("100"));
        assertThat(minute(later)).isNull();
    }

    @Test
    void a_book_that_an_earlier_version_kept_goes_on() throws IOException {
        byte[] kept;
        try (var in = CandleBookTest.class.getResourceAsStream("candle-book-2.txt")) {
            String hex = new String(requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            kept = HexFormat.of().parseHex(hex.replace("\n", ""));
        }
        book = CandleBook.read(new DataInputStream(new ByteArrayInputStream(kept)));
        book = copy(book);

        assertThat(add(trade(7, NOON.plusSeconds(75), "99.5", "0.25")))
                .isEqualTo(new Outcome.Repeated());
        assertThat(add(trade(4, NOON.plusSeconds(1), "98", "1"))).isEqualTo(new Outcome.Counted());
        assertThat(minuteCandle(NOON).tradeCount()).isEqualTo(3);
        assertThat(minuteCandle(NOON).low()).isEqualTo(Price.of("98"));
        assertThat(minute(NOON.plusSeconds(60))).as("a heartbeat waits for trade 12").isNull();
        add(trade(12, NOON.plusSeconds(76), "100", "1"));
        assertThat(minuteCandle(NOON.plusSeconds(60)).tradeCount()).isEqualTo(3);
        assertThat(flows).as("nobody knows who took before").isEmpty();
        add(trade(13, NOON.plusSeconds(121), "100", "1"));
        end(NOON.plusSeconds(122), 13);
        assertThat(flows.keySet())
                .as("windows that begin now are known")
                .containsExactly(
                        new CandleRecomputation.Key(Interval.ONE_MINUTE, NOON.plusSeconds(120)));
    }

    @Test
    void a_flow_tells_what_takers_bought_and_sold() {
        add(taken(1, Side.BUY, "100", "3"));
        add(taken(2, Side.SELL, "103", "1"));
        add(taken(3, Side.BUY, "100", "0.5"));
        end(NOON);
        assertThat(flows.get(new CandleRecomputation.Key(Interval.ONE_MINUTE, NOON)))
                .satisfies(flow -> {
                    assertThat(flow.buys()).isEqualTo("3.50000000");
                    assertThat(flow.sells()).isEqualTo("1.00000000");
                    assertThat(flow.buyCount()).isEqualTo(2);
                    assertThat(flow.sellCount()).isEqualTo(1);
                    assertThat(flow.imbalance()).isEqualTo("0.55555556");
                    assertThat(flow.vwap()).isEqualTo("100.66666667");
                    assertThat(flow.largest()).isEqualTo(Quantity.of("3"));
                    assertThat(flow.tradesPerSecond()).isEqualTo("0.05000000");
                });
    }

    @Test
    void a_trade_that_does_not_say_who_took_leaves_its_windows_without_a_flow() {
        add(taken(1, Side.BUY, "100", "3"));
        long time = EventTime.toMicros(NOON);
        book.add(2, time, time, 100, 100, this::hear);
        end(NOON);
        assertThat(minuteCandle(NOON).tradeCount()).isEqualTo(2);
        assertThat(flows).isEmpty();
    }

    private static Trade at(Instant time, Trade trade) {
        return new Trade(
                trade.pair(),
                trade.tradeId(),
                trade.price(),
                trade.size(),
                trade.side(),
                trade.sequence(),
                time,
                trade.exchange(),
                trade.feedTime());
    }

    private static Trade taken(long id, Side taker, String price, String size) {
        Trade trade = trade(id, NOON, price, size);
        return new Trade(
                trade.pair(),
                id,
                trade.price(),
                trade.size(),
                taker,
                trade.sequence(),
                trade.time(),
                trade.exchange(),
                trade.feedTime());
    }

    @Test
    void the_largest_prices_and_sizes_add_up_exactly() {
        String largest = "9999999999.99999999";
        for (int id = 1; id <= 300; id++) {
            add(trade(id, NOON, largest, largest));
        }
        end(NOON);
        Candle candle = minuteCandle(NOON);
        assertThat(candle.quoteVolume())
                .isEqualByComparingTo("29999999999999999940000.00000000000003");
        assertThat(candle.volume()).isEqualByComparingTo("2999999999999.999997");
        assertThat(candle.vwap()).isEqualByComparingTo(largest);
    }

    static LongStream seeds() {
        return new Random(20_260_301).longs(25);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void candles_are_a_function_of_the_set_of_trades(long seed) throws IOException {
        var random = new Random(seed);
        List<Trade> trades = market(random, 400, Duration.ofMinutes(55));
        Map<CandleRecomputation.Key, Candle> expected = CandleRecomputation.of(PAIR, trades);
        List<Trade> delivered = new ArrayList<>(trades);
        for (int i = 0; i < 100; i++) {
            delivered.add(trades.get(random.nextInt(trades.size())));
        }
        Collections.shuffle(delivered, random);
        for (Trade trade : delivered) {
            disturb(random, trade.time());
            add(trade);
        }
        end(NOON.plus(Duration.ofHours(3)));
        assertThat(candles).isEqualTo(expected);
        assertThat(flows).isEqualTo(CandleRecomputation.flows(PAIR, trades));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void what_moves_the_clock_changes_nothing_that_is_late_or_not(long seed) throws IOException {
        var random = new Random(seed);
        List<Trade> trades = market(random, 300, Duration.ofHours(6));
        Collections.shuffle(trades, random);
        List<Outcome> calm = new ArrayList<>();
        for (Trade trade : trades) {
            calm.add(add(trade));
        }
        end(NOON.plus(Duration.ofHours(7)));
        Map<CandleRecomputation.Key, Candle> calmCandles = new HashMap<>(candles);

        book = new CandleBook(PAIR);
        candles.clear();
        List<Outcome> disturbed = new ArrayList<>();
        for (Trade trade : trades) {
            disturb(random, trade.time());
            disturbed.add(add(trade));
        }
        end(NOON.plus(Duration.ofHours(7)));

        assertThat(disturbed).isEqualTo(calm).hasAtLeastOneElementOfType(Outcome.Late.class);
        assertThat(candles).isEqualTo(calmCandles);
    }

    /** Heartbeats, other pairs' time, and restarts, as they may come between any two trades. */
    private void disturb(Random random, Instant around) throws IOException {
        switch (random.nextInt(8)) {
            case 0 -> heartbeat(around.plusSeconds(random.nextInt(200)));
            case 3 -> heartbeat(around.plusSeconds(random.nextInt(200)), random.nextLong(500));
            case 4 -> end(around.minusSeconds(random.nextInt(9_000)), random.nextLong(500));
            case 5 -> book.giveUpWaiting(this::hear);
            case 1 ->
                    book.advance(
                            EventTime.toMicros(around.plusSeconds(random.nextInt(200))),
                            this::hear);
            case 2 -> book = copy(book);
            default -> {}
        }
    }

    private static CandleBook copy(CandleBook book) throws IOException {
        var bytes = new ByteArrayOutputStream();
        book.write(new DataOutputStream(bytes));
        return CandleBook.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private static List<Trade> market(Random random, int trades, Duration length) {
        List<Trade> market = new ArrayList<>();
        long micros = length.toNanos() / 1_000;
        for (int id = 1; id <= trades; id++) {
            Instant time = EventTime.ofMicros(EventTime.toMicros(NOON) + random.nextLong(micros));
            Trade trade =
                    taken(
                            random.nextBoolean() ? id : id * 1_000_003L,
                            random.nextBoolean() ? Side.BUY : Side.SELL,
                            new Price(1 + random.nextLong(1_000_000_000_000L)).toString(),
                            new Quantity(1 + random.nextLong(1_000_000_000_000L)).toString());
            market.add(at(time, trade));
        }
        return market;
    }
}
