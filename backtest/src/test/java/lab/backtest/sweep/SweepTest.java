package lab.backtest.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.Candles;
import lab.consensus.source.SourceException;
import lab.consensus.source.StrategyFile;
import lab.consensus.strategy.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
    private static final CandleHistory DAY =
            Candles.twoDays().between(Candles.START, Candles.START.plusSeconds(86_400));

    private static final String SOURCE =
            """
            import java.util.Set;
            import lab.consensus.strategy.*;
            record Rule(
                    @Parameter(standard = "5", tells = "minutes held") int held,
                    @Parameter(standard = "10", tells = "minutes between") int between)
                    implements Strategy {
                public String name() { return "rule"; }
                public Set<Reads> reads() { return Set.of(); }
                public Decision decide(View view) {
                    long minute = view.time().getEpochSecond() / 60 % (held + between);
                    if (view.holding().isHolding()) {
                        return minute >= held ? new Decision.Sell("long enough") : new Decision.Hold("held");
                    }
                    return minute == 0 ? new Decision.Buy("begins") : new Decision.Hold("between");
                }
            }
            """;

    @TempDir Path dir;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    fast=5..30:5      | 5,10,15,20,25,30
                    part=0.1..0.3:0.1 | 0.1,0.2,0.3
                    n=-2..2:3         | -2,1
                    n=3..3:1          | 3
                    """)
    void a_range_has_both_its_ends(String text, String values) {
        assertThat(SweepRange.parse(text).values()).containsExactly(values.split(","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"fast", "fast=5", "fast=5..9", "fast=9..5:1", "fast=1..5:0", "n=0..9999:1"})
    void what_is_no_range_is_refused(String text) {
        assertThatThrownBy(() -> SweepRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("sweep");
    }

    @Test
    void every_setting_comes_to_what_it_comes_to_alone() throws Exception {
        StrategyFile file = file();
        SweepReport report = sweep(file, 0, "held=5..15:5", "between=10..20:10");

        assertThat(report.accounts()).hasSize(6);
        for (SweepReport.Setting each : report.accounts()) {
            BigDecimal alone =
                    new CandleBacktest(DAY, CandleRules.STANDARD)
                            .run(file.make(each.set()))
                            .endEquity();
            assertThat(each.performance().endEquity()).isEqualByComparingTo(alone);
        }
        assertThat(report.accounts())
                .extracting(it -> it.performance().sharpe().orElseThrow())
                .isSortedAccordingTo((one, other) -> Double.compare(other, one));
    }

    @Test
    void the_same_sweep_gives_the_same_report() throws Exception {
        assertThat(sweep(file(), 3, "held=5..15:5")).isEqualTo(sweep(file(), 3, "held=5..15:5"));
    }

    @Test
    void every_trial_counts_and_overfitting_is_unknown_below_ten_settings() throws Exception {
        SweepReport few = sweep(file(), 7, "held=5..15:5");
        SweepReport many = sweep(file(), 0, "held=1..12:1");

        assertThat(few.best().trials()).isEqualTo(10);
        assertThat(few.best().overfitting()).isEmpty();
        assertThat(few.best().sentences()).anyMatch(it -> it.contains("unknown"));
        assertThat(many.best().trials()).isEqualTo(12);
    }

    @Test
    void a_parameter_that_there_is_not_is_told_before_all_the_work() throws Exception {
        StrategyFile file = file();

        assertThatThrownBy(() -> sweep(file, 0, "wrong=1..2:1"))
                .isInstanceOf(SourceException.class)
                .hasMessage("Rule.java: it has no parameter wrong; it has held, between");
    }

    @Test
    void the_page_has_a_cell_for_each_setting_and_needs_nothing_beside_it() throws Exception {
        List<SweepRange> ranges =
                List.of(SweepRange.parse("held=5..15:5"), SweepRange.parse("between=10..20:10"));
        String page =
                new SweepHtml(sweep(file(), 0, "held=5..15:5", "between=10..20:10"), ranges).page();

        assertThat(page.split("background:rgba", -1)).hasSize(7);
        assertThat(page).doesNotContain("http", "src=", "<script", "NaN");
    }

    private StrategyFile file() throws Exception {
        return StrategyFile.read(Files.writeString(dir.resolve("Rule.java"), SOURCE));
    }

    private static SweepReport sweep(StrategyFile file, int before, String... ranges)
            throws SourceException {
        var sweep = new Sweep(DAY, CandleRules.STANDARD, "test");
        List<Map<String, String>> settings =
                SweepRange.settings(List.of(ranges).stream().map(SweepRange::parse).toList());
        List<Strategy> tried = Sweep.tried(file, Map.of(), settings);
        return sweep.of(settings, tried, before);
    }
}
