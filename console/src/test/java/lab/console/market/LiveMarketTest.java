package lab.console.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;
import org.junit.jupiter.api.Test;

class LiveMarketTest {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");
    private final LiveMarket market = new LiveMarket();

    @Test
    void a_candle_is_made_of_a_minutes_trades() {
        market.onTrade(trade(1, "10:00:05", "100.5", "2"));
        market.onTrade(trade(2, "10:00:30", "99", "0.5"));
        market.onTrade(trade(3, "10:00:59.999999", "101", "1"));
        market.onTrade(trade(4, "10:01:00", "102", "1"));

        assertThat(candles(60))
                .containsExactly(
                        row("10:00:00", "100.5", "101", "99", "101", "3.5", "351.5", 3),
                        row("10:01:00", "102", "102", "102", "102", "1", "102", 1));
    }

    @Test
    void candles_do_not_depend_on_the_order_or_the_number_of_deliveries() {
        List<MarketTrade> trades = new ArrayList<>();
        for (int id = 1; id <= 500; id++) {
            // Several trades of one moment: their ids say which came first
            String second = "10:%02d:%02d".formatted(id / 60, (id % 60) / 10 * 10);
            trades.add(trade(id, second, Integer.toString(1_000 + id * 37 % 91), "0.01"));
        }
        trades.forEach(market::onTrade);

        for (long seed = 1; seed <= 5; seed++) {
            var shuffled = new LiveMarket();
            List<MarketTrade> twice = new ArrayList<>(trades);
            twice.addAll(trades);
            Collections.shuffle(twice, new Random(seed));
            twice.forEach(shuffled::onTrade);

            assertThat(shuffled.candles(BTC, 60, 0).rows())
                    .as("seed %d", seed)
                    .isEqualTo(candles(60));
            assertThat(shuffled.ignored()).isEqualTo(500);
        }
    }

    @Test
    void a_trade_corrects_its_minute_for_an_hour_and_ten_seconds_and_no_longer() {
        market.onTrade(trade(5, "10:00:00", "100", "1"));
        market.onTrade(trade(9, "11:01:09", "105", "1"));
        market.onTrade(trade(4, "10:00:59", "90", "1"));
        assertThat(candles(120).getFirst())
                .isEqualTo(row("10:00:00", "100", "100", "90", "90", "2", "190", 2));

        market.onTrade(trade(10, "11:01:10", "105", "1"));
        market.onTrade(trade(3, "10:00:58", "80", "1"));
        assertThat(candles(120).getFirst().tradeCount()).isEqualTo(2);
        assertThat(market.ignored()).isEqualTo(1);
    }

    @Test
    void a_late_trade_does_not_move_the_price_back() {
        market.onTrade(trade(2, "10:00:10", "100", "1"));
        market.onTrade(trade(1, "10:00:05", "90", "1"));

        assertThat(price().price()).isEqualTo("100");
        assertThat(price().time()).isEqualTo("2026-11-21T10:00:10Z");
    }

    @Test
    void of_two_candles_of_a_minute_the_one_made_of_more_trades_is_shown() {
        market.onTrade(trade(2, "10:00:10", "100", "1"));
        CandleRow whole = row("10:00:00", "95", "100", "95", "100", "2", "195", 2);
        market.onHistory(BTC, List.of(whole));
        assertThat(candles(60)).containsExactly(whole);

        market.onTrade(trade(3, "10:00:20", "101", "1"));
        market.onTrade(trade(4, "10:00:30", "102", "1"));
        assertThat(candles(60).getFirst().close()).isEqualByComparingTo("102");
    }

    @Test
    void minutes_count_back_from_the_pairs_newest_and_a_gap_stays_one() {
        market.onTrade(trade(1, "10:00:00", "100", "1"));
        market.onTrade(trade(2, "10:07:00", "100", "1"));
        market.onTrade(trade(3, "10:09:00", "100", "1"));

        assertThat(candles(3))
                .extracting(CandleRow::time)
                .containsExactly(at("10:07"), at("10:09"));
        assertThat(candles(10)).hasSize(3);
        assertThat(candles(9)).hasSize(2);
    }

    @Test
    void who_remembers_a_version_is_told_only_what_changed_since() {
        market.onTrade(trade(1, "10:00:00", "100", "1"));
        market.onTrade(trade(2, "10:01:00", "100", "1"));
        long version = market.candles(BTC, 60, 0).version();
        assertThat(market.candles(BTC, 60, version).rows()).isEmpty();
        assertThat(market.prices(version).rows()).isEmpty();

        market.onTrade(trade(3, "10:01:30", "101", "1"));

        assertThat(market.candles(BTC, 60, version).rows())
                .extracting(CandleRow::time)
                .containsExactly(at("10:01"));
        assertThat(market.prices(version).rows())
                .extracting(PriceRow::price)
                .containsExactly("101");
    }

    @Test
    void the_newest_tick_gives_bid_and_ask_and_an_older_one_changes_nothing() {
        market.onTick(tick(7, "10:00:05", "100.25", "100.24", "100.26"));
        market.onTick(tick(6, "10:00:05", "90", "89", "91"));
        market.onTick(tick(8, "10:00:04", "90", "89", "91"));

        PriceRow row = price();
        assertThat(row.price()).isEqualTo("100.25");
        assertThat(row.bestBid()).contains("100.24");
        assertThat(row.bestAsk()).contains("100.26");
        assertThat(row.volume24h()).contains("1234.5");
        assertThat(market.ignored()).isEqualTo(2);
    }

    @Test
    void a_side_that_nobody_offers_is_missing_and_not_zero() {
        market.onTick(tick(7, "10:00:05", "100.25", "0", "100.26"));

        assertThat(price().bestBid()).isEmpty();
        assertThat(price().bestAsk()).contains("100.26");
    }

    @Test
    void each_pair_has_as_many_places_as_its_prices_have_shown() {
        market.onTick(tick(1, "10:00:00", "0.16", "0.16", "0.17"));
        assertThat(price().places()).isEqualTo(2);
        market.onTick(tick(2, "10:00:01", "0.16", "0.15998", "0.16001"));
        assertThat(price().places()).isEqualTo(5);
        market.onTrade(trade(3, "10:00:02", "0.00000985", "1"));
        assertThat(price().places()).isEqualTo(8);
    }

    @Test
    void the_change_is_counted_from_the_first_price_that_is_known_within_a_day() {
        market.onTrade(trade(1, "10:00:00", "200", "1"));
        market.onTrade(trade(2, "10:45:00", "210", "1"));
        assertThat(price().changePercent()).contains(new BigDecimal("5.00"));
        assertThat(price().changeMinutes()).isEqualTo(45);

        Instant dayBefore = TEN.minus(Duration.ofHours(23));
        market.onHistory(BTC, List.of(row(dayBefore, "300", 1)));
        assertThat(price().changePercent()).contains(new BigDecimal("-30.00"));

        market.onHistory(BTC, List.of(row(TEN.minus(Duration.ofHours(30)), "100", 1)));
        assertThat(price().changePercent()).contains(new BigDecimal("-30.00"));
    }

    @Test
    void a_day_of_minutes_is_kept_and_an_older_trade_is_not() {
        for (int minute = 0; minute < LiveMarket.MINUTES_MAX + 10; minute++) {
            Instant time = TEN.plus(Duration.ofMinutes(minute));
            market.onTrade(trade(minute + 1L, time, "100", "1"));
        }

        List<CandleRow> rows = market.candles(BTC, LiveMarket.MINUTES_MAX, 0).rows();
        assertThat(rows).hasSize(LiveMarket.MINUTES_MAX);
        assertThat(rows.getFirst().time()).isEqualTo(TEN.plus(Duration.ofMinutes(10)));
    }

    @Test
    void one_trade_of_the_future_costs_one_minute_and_not_the_day() {
        market.onTrade(trade(1, "10:00:00", "100", "1"));
        market.onTrade(trade(2, TEN.plus(Duration.ofHours(20)), "100", "1"));
        market.onTrade(trade(3, TEN.plus(Duration.ofHours(20).plusMinutes(1)), "100", "1"));

        assertThat(market.candles(BTC, LiveMarket.MINUTES_MAX, 0).rows()).hasSize(3);
    }

    @Test
    void pairs_have_a_bound() {
        for (int i = 0; i <= LiveMarket.PAIRS_MAX; i++) {
            market.onTrade(
                    new MarketTrade(
                            new Pair("C%d-USD".formatted(i)),
                            1,
                            TEN,
                            Price.of("1"),
                            Quantity.of("1"),
                            Optional.empty()));
        }

        assertThat(market.pairs()).hasSize(LiveMarket.PAIRS_MAX);
        assertThat(market.ignored()).isEqualTo(1);
    }

    @Test
    void the_newest_event_time_is_that_of_all_pairs() {
        assertThat(market.newestEventTime()).isEmpty();
        market.onTrade(trade(1, "10:00:05", "100", "1"));
        market.onTick(tick(2, "10:00:04", "100", "99", "101"));

        assertThat(market.newestEventTime()).contains(TEN.plusSeconds(5));
    }

    private List<CandleRow> candles(int minutes) {
        return market.candles(BTC, minutes, 0).rows();
    }

    private PriceRow price() {
        return market.prices(0).rows().getFirst();
    }

    private static MarketTrade trade(long id, String time, String price, String size) {
        return trade(id, Instant.parse("2026-11-21T%sZ".formatted(time)), price, size);
    }

    private static MarketTrade trade(long id, Instant time, String price, String size) {
        return new MarketTrade(BTC, id, time, Price.of(price), Quantity.of(size), Optional.empty());
    }

    private static MarketTick tick(
            long sequence, String time, String price, String bid, String ask) {
        return new MarketTick(
                BTC,
                sequence,
                Instant.parse("2026-11-21T%sZ".formatted(time)),
                Price.of(price),
                Price.of(bid),
                Price.of(ask),
                new BigDecimal("1234.50"));
    }

    private static Instant at(String minute) {
        return Instant.parse("2026-11-21T%s:00Z".formatted(minute));
    }

    private static CandleRow row(Instant time, String price, long trades) {
        var value = new BigDecimal(price);
        return new CandleRow(
                time, value, value, value, value, BigDecimal.ONE, BigDecimal.ONE, trades);
    }

    private static CandleRow row(
            String time,
            String open,
            String high,
            String low,
            String close,
            String volume,
            String quoteVolume,
            long trades) {
        return new CandleRow(
                Instant.parse("2026-11-21T%sZ".formatted(time)),
                new BigDecimal(open),
                new BigDecimal(high),
                new BigDecimal(low),
                new BigDecimal(close),
                new BigDecimal(volume),
                new BigDecimal(quoteVolume),
                trades);
    }
}
