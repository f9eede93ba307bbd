package lab.backtest.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lab.backtest.candles.CandleHistory;
import lab.backtest.candles.CandleRules;
import lab.backtest.candles.Candles;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalkForwardTest {
    private static final CandleHistory TWO_DAYS = Candles.twoDays();

    /** Buys and sells by the minute; writes down when it was asked. */
    private record Minutes(int held, List<Instant> asked, List<Instant> oldestSeen)
            implements Strategy {
        Minutes(int held) {
            this(held, new ArrayList<>(), new ArrayList<>());
        }

        @Override
        public String name() {
            return "minutes-" + held;
        }

        @Override
        public Decision decide(View view) {
            asked.add(view.time());
            oldestSeen.add(view.candles().getFirst().start());
            long minute = view.time().getEpochSecond() / 60 % (2L * held);
            return minute < held ? new Decision.Buy("held") : new Decision.Sell("between");
        }
    }

    @Test
    void no_view_of_a_test_looks_upon_a_minute_that_its_setting_was_chosen_by() {
        var tried = new Minutes(7);
        WalkForwardReport report =
                new WalkForward(TWO_DAYS, CandleRules.STANDARD, "a test")
                        .of(
                                List.of(Map.of("held", "7")),
                                List.of(tried),
                                WalkForward.Plan.parse("36h/6h/1h"),
                                0);

        assertThat(report.accounts()).hasSize(1);
        WalkForwardReport.Step step = report.accounts().getFirst();
        assertThat(Duration.between(step.trainTo(), step.testFrom()))
                .isEqualTo(Duration.ofHours(5));
        int tests = 0;
        for (int i = 0; i < tried.asked().size(); i++) {
            if (tried.asked().get(i).isAfter(step.trainTo())) {
                assertThat(tried.asked().get(i)).isAfterOrEqualTo(step.testFrom());
                assertThat(tried.oldestSeen().get(i)).isAfterOrEqualTo(step.trainTo());
                tests++;
            }
        }
        assertThat(tests).isGreaterThan(300);
        assertThat(report.totalReturn()).isNotZero();
    }

    @Test
    void chooses_the_setting_that_was_best_before_and_counts_all_as_trials() throws Exception {
        List<Map<String, String>> settings =
                List.of(Map.of("held", "3"), Map.of("held", "11"), Map.of("held", "41"));
        List<Strategy> tried = List.of(new Minutes(3), new Minutes(11), new Minutes(41));
        List<Candidate> candidates =
                IntStream.range(0, 3)
                        .mapToObj(i -> new Candidate("rule", settings.get(i), tried.get(i)))
                        .toList();
        var plan = WalkForward.Plan.parse("1d/6h");
        WalkForwardReport report =
                new WalkForward(TWO_DAYS, CandleRules.STANDARD, "a test")
                        .of(settings, tried, plan, 4);

        for (WalkForwardReport.Step step : report.accounts()) {
            SweepReport sweep =
                    new Sweep(
                                    new CandlePast(
                                            TWO_DAYS.between(step.trainFrom(), step.trainTo()),
                                            CandleRules.STANDARD,
                                            "a test"))
                            .of(candidates, 0, SweepProgress.inMemory());
            assertThat(step.set()).isEqualTo(sweep.accounts().getFirst().set());
        }
        assertThat(report.tried()).isEqualTo(3);
        assertThat(report.trials()).isEqualTo(7);
    }

    /** Others called a loss of 10 % after one of 50 % robust. */
    @Test
    void where_nothing_was_earned_before_there_is_no_efficiency() {
        WalkForwardReport report =
                new WalkForward(TWO_DAYS, CandleRules.STANDARD, "a test")
                        .of(
                                List.of(Map.of("held", "1")),
                                List.of(new Minutes(1)),
                                WalkForward.Plan.parse("12h/6h"),
                                0);

        assertThat(report.accounts()).allMatch(it -> it.chosenReturn() < 0);
        assertThat(report.efficiency()).isEmpty();
        assertThat(report.sentences())
                .anyMatch(it -> it.startsWith("Nothing was earned where the settings were chosen"))
                .contains("Nothing here speaks for it.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"30d", "30d/", "d/7d", "30d/7w", "4h/1h", "3h/1h", "30d/0h", "30d/7d/"})
    void what_is_no_plan_is_refused(String text) {
        assertThatThrownBy(() -> WalkForward.Plan.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("walk-forward: must ");
    }

    @Test
    void a_past_that_is_too_short_is_told() {
        assertThatThrownBy(() ->
                        new WalkForward(TWO_DAYS, CandleRules.STANDARD, "a test")
                                .of(
                                        List.of(Map.of()),
                                        List.of(new Minutes(5)),
                                        WalkForward.Plan.parse("30d/7d"),
                                        0))
                .hasMessageStartingWith("walk-forward: the past must be as long as");
    }
}
