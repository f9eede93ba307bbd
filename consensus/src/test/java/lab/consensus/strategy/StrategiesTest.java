package lab.consensus.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Quote;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategiesTest {
    private static final Instant TIME = Instant.parse("2026-03-02T11:00:15Z");
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Knowable<Quote> QUOTE =
            new Knowable.Known<>(new Quote(1, TIME, Price.of("99.9"), Price.of("100.1")), TIME);

    @Test
    void buy_and_hold_buys_what_it_does_not_have_and_never_sells() {
        var strategy = new BuyAndHold();
        assertThat(strategy.decide(view("0", QUOTE, "0", null, null)))
                .isInstanceOf(Decision.Buy.class);
        assertThat(strategy.decide(view("1", QUOTE, "0", null, null)))
                .isInstanceOf(Decision.Hold.class);
    }

    @Test
    void every_strategy_holds_while_the_price_is_unknown() {
        Knowable<Quote> unknown = new Knowable.Unknown<>("the price is older than 30 s");
        for (Strategy strategy : Strategies.all()) {
            for (String held : List.of("0", "1")) {
                assertThat(strategy.decide(view(held, unknown, "0.9", Sentiment.BULLISH, "110")))
                        .as(strategy.name())
                        .isInstanceOf(Decision.Hold.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "?",
            value = {
                "0, 0.20, BULLISH, Buy",
                "0, 0.19, BULLISH, Hold",
                "0, 0.90, NEUTRAL, Hold",
                "0, ?,    BULLISH, Hold",
                "0, 0.90, ?,       Hold",
                "1, 0.09, BULLISH, Sell",
                "1, 0.10, NEUTRAL, Hold",
                "1, 0.90, BEARISH, Sell",
                "1, ?,    BEARISH, Hold",
                "1, 0.01, ?,       Hold"
            })
    void the_seed_rule_wants_both_signals_and_holds_on_what_is_unknown(
            String held,
            @Nullable String similarity,
            @Nullable Sentiment sentiment,
            String decision) {
        assertThatName(new SeedRule().decide(view(held, QUOTE, similarity, sentiment, null)))
                .isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "?",
            value = {
                "0, 0.20, Buy",
                "0, 0.19, Hold",
                "0, ?, Hold",
                "1, 0.09, Sell",
                "1, 0.10, Hold"
            })
    void no_llm_is_the_seed_rule_without_the_commentary(
            String held, @Nullable String similarity, String decision) {
        for (Sentiment sentiment : Sentiment.values()) {
            assertThatName(new NoLlm().decide(view(held, QUOTE, similarity, sentiment, null)))
                    .isEqualTo(decision);
        }
        assertThatName(new NoLlm().decide(view(held, QUOTE, similarity, null, null)))
                .isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "?",
            value = {
                "0, BULLISH, Buy",
                "1, BULLISH, Hold",
                "1, BEARISH, Sell",
                "0, BEARISH, Hold",
                "1, NEUTRAL, Hold",
                "0, ?, Hold",
                "1, ?, Hold"
            })
    void llm_only_does_what_the_commentary_says(
            String held, @Nullable Sentiment sentiment, String decision) {
        assertThatName(new LlmOnly().decide(view(held, QUOTE, null, sentiment, null)))
                .isEqualTo(decision);
    }

    /** A round trip costs 0.3 % and a spread of 0.2 %. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "?",
            value = {
                "0, 0.71, 0.01, 0.20, Buy",
                "0, 0.69, 0.01, 0.20, Hold",
                "0, 0.71, 0.00, 0.20, Hold",
                "0, 0.71, ?,    0.20, Hold",
                "0, 0.40, 0.01, -0.2, Buy",
                "1, 0.21, -1,   0.20, Hold",
                "1, 0.20, 0.01, 0.20, Sell",
                "1, -0.3, -1,   -0.2, Sell"
            })
    void calibrated_wants_more_than_the_base_rate_and_the_costs(
            String held, String mean, @Nullable String low, String base, String decision) {
        View view = view(held, QUOTE, null, null, null);
        View told = told(view, patterns(null, mean, low, base), ClearingTerms.STANDARD);
        assertThatName(new Calibrated().decide(told)).isEqualTo(decision);
        assertThatName(new Calibrated().decide(view)).isEqualTo("Hold");
    }

    @Test
    void calibrated_goes_by_the_costs_of_its_time() {
        View view = view("0", QUOTE, null, null, null);
        PatternSignal signal = patterns(null, "0.71", "0.01", "0.20");
        ClearingTerms dear =
                ClearingTerms.STANDARD.with(
                        new BigDecimal("0.0005"), new BigDecimal("0.0011"), Duration.ofSeconds(30));
        assertThatName(new Calibrated().decide(told(view, signal, ClearingTerms.STANDARD)))
                .isEqualTo("Buy");
        assertThatName(new Calibrated().decide(told(view, signal, dear))).isEqualTo("Hold");
    }

    private static View told(View view, PatternSignal signal, ClearingTerms terms) {
        return new View(
                view.time(),
                view.pair(),
                view.candles(),
                view.quote(),
                new Knowable.Known<>(signal, TIME),
                view.sentiment(),
                terms,
                view.holding());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 100.3, Buy",
        "0, 100.1, Hold",
        "1, 100.3, Hold",
        "1, 99.9, Sell",
        "0, 99.9, Hold"
    })
    void momentum_goes_with_the_newest_close(String held, String close, String decision) {
        assertThatName(new Momentum().decide(view(held, QUOTE, null, null, close)))
                .isEqualTo(decision);
    }

    @Test
    void a_strategy_that_nobody_knows_is_refused() {
        assertThatThrownBy(() -> Strategies.named(List.of("momentum", "oracle")))
                .hasMessageContaining("must be one of buy-and-hold, momentum, seed-rule");
    }

    private static AbstractStringAssert<?> assertThatName(Decision decision) {
        return assertThat(decision.getClass().getSimpleName());
    }

    private static View view(
            String held,
            Knowable<Quote> quote,
            @Nullable String similarity,
            @Nullable Sentiment sentiment,
            @Nullable String newestClose) {
        List<Candle> candles = new ArrayList<>();
        if (newestClose != null) {
            IntStream.range(0, 29).forEach(i -> candles.add(candle(29 - i, "100")));
            candles.add(candle(0, newestClose));
        }
        return new View(
                TIME,
                BTC,
                candles,
                quote,
                similarity == null
                        ? new Knowable.Unknown<>("nobody says")
                        : new Knowable.Known<>(patterns(similarity, "0", null, "0"), TIME),
                sentiment == null
                        ? new Knowable.Unknown<>("nobody says")
                        : new Knowable.Known<>(sentiment, TIME),
                ClearingTerms.STANDARD,
                new Holding(
                        new BigDecimal("1000"),
                        new BigDecimal(held),
                        BigDecimal.ONE,
                        Optional.empty()));
    }

    private static PatternSignal patterns(
            @Nullable String percentile, String mean, @Nullable String low, String base) {
        return new PatternSignal(
                percentile == null
                        ? new Knowable.Unknown<>("too little history")
                        : new Knowable.Known<>(new BigDecimal(percentile), TIME),
                new BigDecimal(mean),
                Optional.ofNullable(low).map(BigDecimal::new),
                new BigDecimal(base));
    }

    private static Candle candle(int minutesAgo, String price) {
        Price all = Price.of(price);
        return new Candle(
                BTC,
                Interval.ONE_MINUTE,
                TIME.minusSeconds(15 + 60L * (minutesAgo + 1)),
                all,
                all,
                all,
                all,
                BigDecimal.ONE,
                BigDecimal.ONE,
                BigDecimal.ONE,
                1);
    }
}
