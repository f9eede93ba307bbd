package lab.analyst.facts;

import static lab.analyst.facts.SomeCandles.BTC;
import static lab.analyst.facts.SomeCandles.START;
import static lab.analyst.facts.SomeCandles.candle;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.domain.Price;
import org.junit.jupiter.api.Test;

class MarketFactsTest {
    private static final Instant MOMENT = minute(80);

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    /** 79 candles at a price of 100 and one amount a minute; the last 15 as a test says. */
    private static List<Candle> market(String... last) {
        List<Candle> market = new ArrayList<>();
        for (int i = 0; i < 79 - last.length; i++) {
            market.add(candle(BTC, minute(i), "100", "1"));
        }
        for (int i = 0; i < last.length; i++) {
            market.add(candle(BTC, minute(79 - last.length + i), last[i], "2"));
        }
        return market;
    }

    private static FactSheet sheet(List<Candle> candles) {
        return MarketFacts.at(BTC, MOMENT, candles, Optional.empty()).orElseThrow();
    }

    private static String value(FactSheet sheet, String id) {
        return sheet.open().fact(id).orElseThrow().value();
    }

    @Test
    void prices_range_and_trend_are_those_of_the_last_quarter_of_an_hour() {
        FactSheet sheet = sheet(market("101", "99.5", "100.75"));
        assertThat(value(sheet, "price")).isEqualTo("100.75");
        assertThat(value(sheet, "price_15m_ago")).isEqualTo("100");
        assertThat(value(sheet, "change_15m")).isEqualTo("0.75");
        assertThat(value(sheet, "trend")).isEqualTo("up");
        assertThat(value(sheet, "high_15m")).isEqualTo("101");
        assertThat(value(sheet, "low_15m")).isEqualTo("99.5");
        assertThat(value(sheet, "range_15m")).isEqualTo("1.489");
        // Closes 12 x 100, 101, 99.5, 100.75: mean 100.08333, deviation 0.33747
        assertThat(value(sheet, "volatility_15m")).isEqualTo("0.337");
        assertThat(sheet.candlesUpTo()).isEqualTo(minute(79));
    }

    @Test
    void a_small_move_is_flat() {
        assertThat(value(sheet(market("100.05")), "trend")).isEqualTo("flat");
        assertThat(value(sheet(market("100.06")), "trend")).isEqualTo("up");
        assertThat(value(sheet(market("99.94")), "trend")).isEqualTo("down");
    }

    @Test
    void volume_is_set_beside_its_mean_of_the_hour_before() {
        FactSheet sheet = sheet(market("100", "100", "100"));
        assertThat(value(sheet, "volume_15m")).isEqualTo("18");
        assertThat(value(sheet, "volume_mean")).isEqualTo("15");
        assertThat(value(sheet, "volume_ratio")).isEqualTo("1.2");
        assertThat(value(sheet, "minutes_traded")).isEqualTo("15");
    }

    @Test
    void a_price_of_eight_places_keeps_them() {
        List<Candle> market =
                List.of(
                        candle(BTC, minute(60), "0.08712345", "0.00000001"),
                        candle(BTC, minute(78), "0.08712346", "0.00000001"));
        FactSheet sheet = sheet(market);
        assertThat(value(sheet, "price")).isEqualTo("0.08712346");
        assertThat(value(sheet, "price_15m_ago")).isEqualTo("0.08712345");
        assertThat(value(sheet, "volume_15m")).isEqualTo("0.00000001");
    }

    @Test
    void nothing_that_was_not_final_at_the_moment_is_in_it() {
        List<Candle> known = market("101", "99.5", "100.75");
        FactSheet before = sheet(known);
        List<Candle> more = new ArrayList<>(known);
        for (int i = 79; i < 200; i++) {
            more.add(
                    candle(
                            BTC,
                            minute(i),
                            Price.of("5"),
                            Price.of("9999"),
                            Price.of("1"),
                            BigDecimal.TEN));
        }
        more.add(candle(new Pair("ETH-USD"), minute(70), "3", "5"));
        Collections.shuffle(more, new Random(7));
        assertThat(sheet(more)).isEqualTo(before);
    }

    @Test
    void a_candle_counts_ten_seconds_after_its_end() {
        List<Candle> market = market("101", "99.5", "100.75");
        Instant end = minute(79);
        assertThat(MarketFacts.known(BTC, end.plusSeconds(9), market).getLast().end())
                .isEqualTo(minute(78));
        assertThat(MarketFacts.known(BTC, end.plusSeconds(10), market).getLast().end())
                .isEqualTo(end);
    }

    @Test
    void without_a_trade_for_five_minutes_nothing_is_known() {
        List<Candle> market = List.of(candle(BTC, minute(74), "100", "1"));
        assertThat(MarketFacts.at(BTC, minute(80), market, Optional.empty())).isPresent();
        assertThat(MarketFacts.at(BTC, minute(81), market, Optional.empty())).isEmpty();
        assertThat(MarketFacts.at(BTC, MOMENT, List.of(), Optional.empty())).isEmpty();
    }

    @Test
    void where_it_came_from_is_unknown_without_candles_then() {
        FactSheet sheet = sheet(List.of(candle(BTC, minute(78), "100", "1")));
        assertThat(sheet.open().fact("price_15m_ago")).isEmpty();
        assertThat(sheet.open().fact("change_15m")).isEmpty();
        assertThat(sheet.open().fact("volume_ratio")).isEmpty();
        assertThat(sheet.trend().direction()).isEqualTo("unknown");
    }

    @Test
    void an_hour_of_patterns_has_no_gap_and_moves() {
        List<Candle> moving = SomeCandles.wandering(BTC, START, 80, "62312.45");
        assertThat(PatternWindow.endOf(moving)).contains(minute(80));
        assertThat(PatternWindow.endOf(moving.subList(0, 60))).contains(minute(60));
        assertThat(PatternWindow.endOf(moving.subList(0, 59))).isEmpty();
        List<Candle> gap = new ArrayList<>(moving);
        gap.remove(40);
        assertThat(PatternWindow.endOf(gap)).isEmpty();
        assertThat(PatternWindow.endOf(market("100.001"))).isEmpty();
    }

    @Test
    void patterns_stand_beside_their_base_rate() {
        var patterns =
                new Patterns(
                        List.of(match("0.81", "0.4"), match("0.7", "-0.1")),
                        Optional.of(new BigDecimal("0.93")),
                        Optional.of(
                                new Patterns.BaseRate(
                                        41_234, new BigDecimal("0.0123"), new BigDecimal("0.51"))));
        FactSheet sheet =
                MarketFacts.at(BTC, MOMENT, market("101"), Optional.of(patterns)).orElseThrow();
        assertThat(value(sheet, "pattern_matches")).isEqualTo("2");
        assertThat(value(sheet, "pattern_similarity")).isEqualTo("0.81");
        assertThat(value(sheet, "pattern_outcome")).isEqualTo("0.15");
        assertThat(value(sheet, "pattern_percentile")).isEqualTo("93");
        assertThat(value(sheet, "base_rate_outcome")).isEqualTo("0.012");
        assertThat(value(sheet, "base_rate_positive")).isEqualTo("51");
        assertThat(sheet.topMatch().orElseThrow().similarity()).isEqualByComparingTo("0.81");
    }

    private static Patterns.Match match(String similarity, String outcome) {
        return new Patterns.Match(
                START, START, new BigDecimal(similarity), new BigDecimal(outcome));
    }

    @Test
    void masked_prices_are_an_index_and_amounts_are_gone() {
        ShownFacts masked = sheet(market("101", "99.5", "100.75")).masked();
        assertThat(masked.pair()).isEmpty();
        assertThat(masked.time()).isEmpty();
        assertThat(masked.fact("price").orElseThrow())
                .isEqualTo(new Fact("price", "price now", "100.75", Unit.INDEX));
        assertThat(masked.fact("price_15m_ago").orElseThrow().value()).isEqualTo("100");
        assertThat(masked.facts()).extracting(Fact::unit).doesNotContain(Unit.PRICE, Unit.QUANTITY);
        assertThat(masked.fact("volume_ratio")).isPresent();
    }

    @Test
    void two_markets_of_the_same_shape_look_the_same_when_masked() {
        List<Candle> dear = market("101", "99.5", "100.75");
        List<Candle> cheap =
                dear.stream()
                        .map(candle ->
                                candle(
                                        BTC,
                                        candle.start(),
                                        candle.close()
                                                .toBigDecimal()
                                                .movePointLeft(3)
                                                .toPlainString()
                                                .replaceAll("0+$", ""),
                                        candle.volume().movePointRight(2).toPlainString()))
                        .toList();
        assertThat(sheet(cheap).masked()).isEqualTo(sheet(dear).masked());
        assertThat(sheet(cheap).open()).isNotEqualTo(sheet(dear).open());
    }
}
