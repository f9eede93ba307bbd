package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMillis(900);

    private final BackOff backOff = new BackOff(new Random(1), FIRST, LONGEST);

    @Test
    void waits_longer_each_time_up_to_a_bound_and_never_the_same() {
        long[] steps = {100, 200, 400, 800, 900, 900};
        for (long step : steps) {
            Duration wait = backOff.nextWait();
            assertThat(wait).isBetween(Duration.ofMillis(step / 2), Duration.ofMillis(step));
        }
        assertThat(backOff.nextWait()).isNotEqualTo(backOff.nextWait());
    }

    @Test
    void begins_anew_after_a_success() {
        backOff.nextWait();
        backOff.nextWait();
        backOff.reset();
        assertThat(backOff.nextWait()).isLessThanOrEqualTo(FIRST);
    }
}
