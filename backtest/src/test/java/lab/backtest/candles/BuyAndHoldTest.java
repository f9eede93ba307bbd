package lab.backtest.candles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import lab.backtest.account.AccountRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All the money in the market, against src/test/oracle/buy_and_hold.py. */
class BuyAndHoldTest {
    @ParameterizedTest
    @CsvSource({"0.0002,986.16490714", "0,986.36216322", "0.01,976.54761536"})
    void it_comes_to_what_a_separate_program_says(String spread, String equity) {
        var rules = CandleRules.STANDARD.withSpread(new BigDecimal(spread));

        AccountRun run = new CandleBacktest(Candles.twoDays(), rules).buyAndHold();

        assertThat(run.endEquity()).isEqualByComparingTo(equity);
        assertThat(run.rejected()).isEmpty();
        assertThat(run.unanswered()).isZero();
    }

    @Test
    void it_comes_to_the_same_over_a_month_of_the_real_market() {
        Path month = Path.of("../../shared/data/btc-1m-2022-01.csv.gz");
        assumeTrue(Files.exists(month), "the real candles are not there");

        AccountRun run =
                new CandleBacktest(Candles.ofFile(month), CandleRules.STANDARD).buyAndHold();

        assertThat(run.endEquity()).isEqualByComparingTo("830.72940148");
    }
}
