package lab.backtest.candles;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import lab.backtest.account.AccountRun;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All the money in the market, against src/test/oracle/buy_and_hold.py. */
class BuyAndHoldTest {
    private static final Path REAL_MONTH = Path.of("../../shared/data/btc-1m-2022-01.csv.gz");

    @ParameterizedTest
    @MethodSource("markets")
    void it_comes_to_what_a_separate_program_says(
            CandleHistory market, String spread, String equity) {
        var rules = CandleRules.STANDARD.withSpread(new BigDecimal(spread));

        AccountRun run = new CandleBacktest(market, rules).buyAndHold();

        assertThat(run.endEquity()).isEqualByComparingTo(equity);
        assertThat(run.rejected()).isEmpty();
        assertThat(run.unanswered()).isZero();
    }

    /** Two made days, and a real month where its file stands beside the project. */
    private static Stream<Arguments> markets() {
        var made = Named.of("two days", Candles.twoDays());
        Stream<Arguments> all =
                Stream.of(
                        Arguments.of(made, "0.0002", "986.16490714"),
                        Arguments.of(made, "0", "986.36216322"),
                        Arguments.of(made, "0.01", "976.54761536"));
        if (!Files.exists(REAL_MONTH)) {
            return all;
        }
        var real = Named.of("January 2022", Candles.ofFile(REAL_MONTH));
        return Stream.concat(all, Stream.of(Arguments.of(real, "0.0002", "830.72940148")));
    }
}
