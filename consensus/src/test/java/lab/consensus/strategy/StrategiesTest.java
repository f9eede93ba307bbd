package lab.consensus.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
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
                        : new Knowable.Known<>(new BigDecimal(similarity), TIME),
                sentiment == null
                        ? new Knowable.Unknown<>("nobody says")
                        : new Knowable.Known<>(sentiment, TIME),
                new Holding(new BigDecimal("1000"), new BigDecimal(held), BigDecimal.ONE));
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
