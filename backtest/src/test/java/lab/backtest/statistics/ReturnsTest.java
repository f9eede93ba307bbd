package lab.backtest.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ReturnsTest {
    private static final Offset<Double> EXACTLY = within(1e-12);
    private static final Instant START = Instant.parse("2022-01-01T00:00:00Z");

    @Test
    void ratios_are_of_a_year_of_365_days() {
        var returns = new Returns(new double[] {0.02, -0.01, 0.03, 0.0}, "day", 365);
        double deviation = Math.sqrt((0.0001 + 0.0004 + 0.0004 + 0.0001) / 3);

        assertThat(returns.volatility().orElseThrow())
                .isCloseTo(deviation * Math.sqrt(365), EXACTLY);
        assertThat(returns.sharpe().orElseThrow())
                .isCloseTo(0.01 / deviation * Math.sqrt(365), EXACTLY);
        assertThat(returns.sortino().orElseThrow())
                .isCloseTo(0.01 / (0.01 / 2) * Math.sqrt(365), EXACTLY);
        assertThat(returns.total()).isCloseTo(1.02 * 0.99 * 1.03 - 1, EXACTLY);
    }

    @Test
    void flat_equity_has_no_ratio() {
        var flat = Returns.between(new double[] {1000, 1000, 1000, 1000}, "day", 365);

        assertThat(flat.sharpe()).isEmpty();
        assertThat(flat.sortino()).isEmpty();
        assertThat(flat.volatility()).hasValue(0);
        assertThat(Bootstrap.bounds(flat.values(), it -> Moments.of(it).mean())).isEmpty();
    }

    @Test
    void fewer_than_two_points_have_no_ratio() {
        for (double[] points : new double[][] {{}, {1000}, {1000, 1010}}) {
            var few = Returns.between(points, "day", 365);
            assertThat(few.sharpe()).isEmpty();
            assertThat(few.volatility()).isEmpty();
            assertThat(few.sortino()).isEmpty();
        }
    }

    @Test
    void what_goes_with_the_market_is_not_skill() {
        double[] market = {0.02, -0.03, 0.01, 0.04, -0.02};
        double[] twice = new double[market.length];
        for (int i = 0; i < market.length; i++) {
            twice[i] = 2 * market[i];
        }
        var own = new Returns(twice, "day", 365);
        var others = new Returns(market, "day", 365);

        assertThat(own.correlation(others)).isCloseTo(1, EXACTLY);
        assertThat(own.beyond(others, 2).moments().mean()).isCloseTo(0, EXACTLY);
        assertThat(own.beyond(others, 1).total()).isCloseTo(others.total(), EXACTLY);
    }

    @Test
    void a_drawdown_is_the_deepest_and_its_length_the_longest() {
        var finder = new Drawdown.Finder();
        double[] values = {100, 120, 90, 110, 121, 119, 118, 120};
        for (int i = 0; i < values.length; i++) {
            finder.see(START.plus(Duration.ofDays(i)), values[i]);
        }
        Drawdown found = finder.found().orElseThrow();

        assertThat(found.depth()).isCloseTo(0.25, EXACTLY);
        assertThat(found.amount()).isCloseTo(30, EXACTLY);
        assertThat(found.peak()).isEqualTo(START.plus(Duration.ofDays(1)));
        assertThat(found.trough()).isEqualTo(START.plus(Duration.ofDays(2)));
        assertThat(found.recovered()).contains(START.plus(Duration.ofDays(4)));
        assertThat(found.longest()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void what_never_falls_has_no_drawdown() {
        var finder = new Drawdown.Finder();
        finder.see(START, 1);
        finder.see(START.plus(Duration.ofDays(1)), 1);

        assertThat(finder.found()).isEmpty();
    }

    @Test
    void bounds_hold_the_mean_and_are_the_same_each_time() {
        double[] values = new double[60];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(i * 1.7) + 0.1;
        }
        var bounds = Bootstrap.bounds(values, it -> Moments.of(it).mean()).orElseThrow();

        assertThat(bounds.low()).isLessThan(Moments.of(values).mean());
        assertThat(bounds.high()).isGreaterThan(Moments.of(values).mean());
        assertThat(Bootstrap.bounds(values, it -> Moments.of(it).mean())).contains(bounds);
    }
}
