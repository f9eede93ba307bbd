package lab.backtest.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lab.backtest.account.AccountRun;
import lab.backtest.candles.CandleBacktest;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.Candles;
import lab.backtest.report.Report;
import lab.backtest.runs.KeptRuns;
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

    private static final TriedPast PAST = new CandlePast(DAY, CandleRules.STANDARD, "test");

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
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "sweep: some file must have the parameter wrong, none has; they have [[held, between]]");
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

    /** Killed at any byte: what was whole is not done again, and nobody sees a difference. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40, 60, 99})
    void a_sweep_that_was_stopped_goes_on_and_gives_the_same(int percent) throws Exception {
        List<Candidate> candidates =
                candidates(List.of(file()), "held=5..15:5", "between=10..20:10");
        var sweep = new Sweep(PAST);
        SweepReport whole = sweep.of(candidates, 0, SweepProgress.inMemory());
        try (SweepProgress progress = SweepProgress.of(dir, "id", sweep.data())) {
            var _ = sweep.of(candidates, 0, progress);
        }
        Path file = dir.resolve("id.sweep");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length * percent / 100));

        List<Strategy> again = new ArrayList<>();
        var watched = new Sweep(new TriedAgain(PAST, again));
        try (SweepProgress progress = SweepProgress.of(dir, "id", sweep.data())) {
            int before = progress.count();
            assertThat(watched.of(candidates, 0, progress)).isEqualTo(whole);
            assertThat(again).hasSize(6 - before);
            progress.finished();
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void what_a_stopped_sweep_did_counts_for_others_and_not_for_itself() throws Exception {
        List<Candidate> candidates = candidates(List.of(file()), "held=5..15:5");
        var sweep = new Sweep(PAST);
        var runs = new KeptRuns(dir);
        try (SweepProgress progress = runs.progress("0123456789ab", sweep.data())) {
            var _ = sweep.of(candidates, 0, progress);
        }

        assertThat(runs.triedBefore(sweep.data(), "another")).isEqualTo(3);
        assertThat(runs.triedBefore(sweep.data(), "0123456789ab")).isZero();
    }

    @Test
    void a_stopped_sweep_of_a_newer_version_is_refused_by_name() throws Exception {
        Files.writeString(dir.resolve("id.sweep"), "{\"format\":99}\n");

        assertThatThrownBy(() -> SweepProgress.of(dir, "id", PAST.data()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a sweep that was stopped is of format 99");
    }

    @Test
    void several_files_go_through_those_ranges_that_they_have() throws Exception {
        StrategyFile other =
                StrategyFile.read(
                        Files.writeString(
                                dir.resolve("Other.java"),
                                SOURCE.replace("record Rule", "record Other")
                                        .replace("\"rule\"", "\"other\"")
                                        .replace("between", "pause")));
        List<SweepRange> ranges =
                List.of(SweepRange.parse("held=5..15:5"), SweepRange.parse("pause=10..20:10"));
        List<Candidate> candidates =
                Candidate.of(List.of(file(), other), Map.of("between", "7"), ranges);
        SweepReport report = new Sweep(PAST).of(candidates, 0, SweepProgress.inMemory());

        assertThat(candidates).hasSize(9);
        assertThat(report.best().trials()).isEqualTo(9);
        assertThat(report.strategies()).containsExactly("other", "rule");
        assertThat(new SweepHtml(report, ranges).page().split("Sharpe ratio by setting of", -1))
                .hasSize(3);
    }

    /** Another past, of which is written down what is tried on it. */
    private record TriedAgain(TriedPast whose, List<Strategy> tried) implements TriedPast {
        @Override
        public Report.Data data() {
            return whose.data();
        }

        @Override
        public String version() {
            return whose.version();
        }

        @Override
        public String id(List<Strategy> strategies) {
            return whose.id(strategies);
        }

        @Override
        public Report.Settings settings(List<Strategy> strategies) {
            return whose.settings(strategies);
        }

        @Override
        public List<String> caveats(List<Strategy> strategies) {
            return whose.caveats(strategies);
        }

        @Override
        public Instant start() {
            return whose.start();
        }

        @Override
        public AccountRun run(List<Strategy> strategies, Sink sink) throws IOException {
            tried.addAll(strategies);
            return whose.run(strategies, sink);
        }
    }

    private StrategyFile file() throws Exception {
        return StrategyFile.read(Files.writeString(dir.resolve("Rule.java"), SOURCE));
    }

    private static SweepReport sweep(StrategyFile file, int before, String... ranges)
            throws SourceException, IOException {
        return new Sweep(PAST)
                .of(candidates(List.of(file), ranges), before, SweepProgress.inMemory());
    }

    private static List<Candidate> candidates(List<StrategyFile> files, String... ranges)
            throws SourceException {
        return Candidate.of(
                files, Map.of(), List.of(ranges).stream().map(SweepRange::parse).toList());
    }
}
