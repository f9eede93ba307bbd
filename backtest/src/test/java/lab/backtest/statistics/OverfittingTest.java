package lab.backtest.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OverfittingTest {
    private static final int PERIODS = 320;

    @Test
    void noise_is_overfitted_half_of_the_time() {
        double sum = 0;
        int markets = 40;
        for (int seed = 0; seed < markets; seed++) {
            sum += Overfitting.probability(noise(seed, 12), 8).orElseThrow();
        }

        assertThat(sum / markets).isCloseTo(0.5, within(0.08));
    }

    @Test
    void one_setting_that_dominates_everywhere_is_not_overfitted() {
        double[][] returns = noise(7, 12);
        for (int i = 0; i < PERIODS; i++) {
            returns[5][i] = Math.abs(returns[5][i]) + 0.05;
        }

        assertThat(Overfitting.probability(returns)).hasValue(0);
    }

    @Test
    void of_fewer_than_ten_settings_it_is_unknown_and_not_zero() {
        assertThat(Overfitting.probability(noise(1, 9))).isEmpty();
        assertThat(Overfitting.probability(noise(1, 10))).isPresent();
    }

    @Test
    void of_too_few_periods_it_is_unknown() {
        assertThat(Overfitting.probability(new double[12][31])).isEmpty();
    }

    @Test
    void settings_that_are_all_the_same_are_neither_better_nor_worse_than_their_median() {
        assertThat(Overfitting.probability(new double[12][PERIODS])).hasValue(0.5);
    }

    private static double[][] noise(long seed, int settings) {
        var random = new Random(seed);
        double[][] returns = new double[settings][PERIODS];
        for (double[] of : returns) {
            for (int i = 0; i < of.length; i++) {
                of[i] = random.nextGaussian() * 0.01;
            }
        }
        return returns;
    }
}
