package lab.poller.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
    @Test
    void so_many_attempts_are_free_and_the_next_waits_until_the_first_is_long_ago() {
        var limit = new ConnectionLimit(2, Duration.ofSeconds(10));
        assertThat(limit.untilNext(0)).isZero();
        assertThat(limit.untilNext(seconds(3))).isZero();
        assertThat(limit.untilNext(seconds(4))).isEqualTo(Duration.ofSeconds(6));
        assertThat(limit.untilNext(seconds(10))).isZero();
        assertThat(limit.untilNext(seconds(11))).isEqualTo(Duration.ofSeconds(2));
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
