package lab.consensus.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final Pair BTC = new Pair("BTC-USD");
    private static final Instant MIDNIGHT = Instant.parse("2022-01-01T00:00:00Z");

    @Test
    void five_minutes_are_put_together() {
        List<Candle> fives = Windows.of(minutes(0, 10), Interval.FIVE_MINUTES, at(10));

        assertThat(fives).hasSize(2);
        Candle second = fives.getLast();
        assertThat(second.start()).isEqualTo(at(5));
        assertThat(second.open()).isEqualTo(Price.of("105"));
        assertThat(second.high()).isEqualTo(Price.of("111"));
        assertThat(second.low()).isEqualTo(Price.of("104"));
        assertThat(second.close()).isEqualTo(Price.of("109.5"));
        assertThat(second.volume()).isEqualByComparingTo("5");
        assertThat(second.tradeCount()).isEqualTo(5);
    }

    @Test
    void a_window_that_has_not_ended_is_not_there() {
        assertThat(Windows.of(minutes(0, 9), Interval.FIVE_MINUTES, at(9))).hasSize(1);
    }

    @Test
    void a_window_of_which_the_beginning_is_not_shown_is_not_there() {
        assertThat(Windows.of(minutes(2, 10), Interval.FIVE_MINUTES, at(10)))
                .extracting(Candle::start)
                .containsExactly(at(5));
    }

    @Test
    void a_window_with_missing_minutes_is_what_its_minutes_say() {
        List<Candle> some = new ArrayList<>(minutes(0, 5));
        some.remove(2);

        assertThat(Windows.of(some, Interval.FIVE_MINUTES, at(5)).getFirst().volume())
                .isEqualByComparingTo("4");
    }

    @Test
    void indicators_are_known_once_there_are_enough_candles() {
        Indicators few = Indicators.of(minutes(0, 14));
        Indicators enough = Indicators.of(minutes(0, 15));

        assertThat(few.relativeStrength(14)).isEmpty();
        assertThat(enough.relativeStrength(14)).hasValue(100);
        assertThat(enough.mean(5).orElseThrow()).isCloseTo(112.5, within(1e-9));
        assertThat(enough.mean(16)).isEmpty();
        assertThat(Indicators.of(List.of()).close()).isEmpty();
    }

    @Test
    void a_channel_does_not_hold_its_own_newest_candle() {
        Indicators indicators = Indicators.of(minutes(0, 6));

        // The newest reaches to 107, the five before it to 106
        assertThat(indicators.highestBefore(5)).hasValue(106);
        assertThat(indicators.lowestBefore(5)).hasValue(99);
        assertThat(indicators.highestBefore(6)).isEmpty();
    }

    private static List<Candle> minutes(int from, int to) {
        List<Candle> minutes = new ArrayList<>();
        for (int i = from; i < to; i++) {
            String price = Integer.toString(100 + i);
            minutes.add(
                    new Candle(
                            BTC,
                            Interval.ONE_MINUTE,
                            at(i),
                            Price.of(price),
                            Price.of(Integer.toString(102 + i)),
                            Price.of(Integer.toString(99 + i)),
                            Price.of(price + ".5"),
                            BigDecimal.ONE,
                            new BigDecimal(price),
                            new BigDecimal(price),
                            1));
        }
        return minutes;
    }

    private static Instant at(int minute) {
        return MIDNIGHT.plus(Duration.ofMinutes(minute));
    }
}
