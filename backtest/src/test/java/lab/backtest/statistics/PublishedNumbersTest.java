package lab.backtest.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import lab.backtest.statistics.SharpeOdds.Measured;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Numbers of the papers that {@link SharpeOdds} names, and of public tests of the same. */
class PublishedNumbersTest {
    private static final Offset<Double> EXACTLY = within(1e-9);

    /** As many digits as were published. */
    private static final Offset<Double> AS_PRINTED = within(5e-6);

    private static final double DAYS = 250;
    private static final double WEEKS = 52;
    private static final double MONTHS = 12;

    @Test
    void the_best_of_a_hundred_trials_without_skill() {
        assertThat(SharpeOdds.expectedMaximum(100)).isCloseTo(2.5306028932016846, EXACTLY);
    }

    @Test
    void the_best_of_one_trial_is_that_trial() {
        assertThat(SharpeOdds.expectedMaximum(1)).isZero();
    }

    @Test
    void the_probabilistic_ratio_of_two_years_of_months() {
        var measured = new Measured(1.585 / Math.sqrt(MONTHS), 24, -2.448, 10.164);

        assertThat(SharpeOdds.probabilistic(measured, 0)).isCloseTo(0.9132343068848602, EXACTLY);
    }

    @Test
    void the_deflated_ratio_falls_with_the_number_of_trials() {
        var measured = new Measured(2.5 / Math.sqrt(DAYS), 1250, -3, 10);
        double variance = 0.5 / DAYS;

        assertThat(SharpeOdds.deflated(measured, variance, 100))
                .isCloseTo(0.9003968344493904, EXACTLY);
        assertThat(SharpeOdds.deflated(measured, variance, 46)).isCloseTo(0.95050, AS_PRINTED);
    }

    @Test
    void normal_returns_bear_more_trials() {
        var measured = new Measured(2.5 / Math.sqrt(DAYS), 1250, 0, 3);

        assertThat(SharpeOdds.deflated(measured, 0.5 / DAYS, 88)).isCloseTo(0.95049, AS_PRINTED);
    }

    @Test
    void the_minimum_track_record_of_normal_returns() {
        assertThat(years(2, 1, 0, 3, DAYS)).isCloseTo(2.7311878017, EXACTLY);
        assertThat(years(2, 1, 0, 3, WEEKS)).isCloseTo(2.8288335869, EXACTLY);
    }

    @Test
    void the_minimum_track_record_of_returns_with_a_shape() {
        assertThat(years(3, 2.5, -0.72, 5.78, MONTHS)).isCloseTo(27.3529201960, EXACTLY);
    }

    @Test
    void no_track_record_is_long_enough_for_a_ratio_that_is_not_above_the_benchmark() {
        assertThat(SharpeOdds.minimumTrackRecord(new Measured(0.1, 50, 0, 3), 0.1, 0.95)).isEmpty();
    }

    private static double years(
            double ratio, double benchmark, double skewness, double kurtosis, double perYear) {
        double root = Math.sqrt(perYear);
        return SharpeOdds.minimumTrackRecord(
                                new Measured(ratio / root, 100, skewness, kurtosis),
                                benchmark / root,
                                0.95)
                        .orElseThrow()
                / perYear;
    }

    @Test
    void the_minimum_backtest_length() {
        assertThat(SharpeOdds.minimumBacktestYears(45, 1)).isCloseTo(4.9980870044, EXACTLY);
    }
}
