package lab.backtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import lab.backtest.CandleReport;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.Candles;
import lab.consensus.strategy.BuyAndHold;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExitRuleTest {
    private static final Performance HELD =
            new CandleReport(Candles.twoDays(), CandleRules.STANDARD, "test")
                    .of(List.of(new BuyAndHold()), 0)
                    .report()
                    .accounts()
                    .getFirst()
                    .performance();

    @ParameterizedTest
    @CsvSource({
        "return < 0, true",
        "return >= 0, false",
        "return < -50 %, false",
        "trips <= 0, true",
        "trips > 0, false",
        "Exposure < 99.9%, false",
        "equity<1000, true"
    })
    void a_rule_is_met_by_the_figures_that_it_names(String rule, boolean isMet) {
        assertThat(ExitRule.parse(rule).isMet(HELD)).isEqualTo(isMet);
    }

    @ParameterizedTest
    @ValueSource(strings = {"win_rate < 0", "cagr < -1", "profit_factor > 99"})
    void what_is_unknown_meets_every_rule(String rule) {
        ExitRule parsed = ExitRule.parse(rule);

        assertThat(parsed.isMet(HELD)).isTrue();
        assertThat(parsed.told(HELD)).contains("is unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sharpe", "sharpe = 1", "sharpe < one", "luck < 1", "sharpe < 1 2"})
    void another_form_is_refused_with_what_it_must_be(String rule) {
        assertThatThrownBy(() -> ExitRule.parse(rule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("exit-on: must be");
    }
}
