package lab.poller.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final long NOW = 1_000_000_000L;

    @Test
    void at_double_speed_a_second_of_the_market_takes_half_of_one() {
        var pacer = new Pacer(new Speed.Times(2));
        assertThat(pacer.untilDue(START, NOW)).isEqualTo(Duration.ZERO);
        assertThat(pacer.untilDue(START.plusSeconds(1), NOW)).isEqualTo(Duration.ofMillis(500));
        assertThat(pacer.untilDue(START.plusSeconds(1), NOW + 400_000_000L))
                .isEqualTo(Duration.ofMillis(100));
        assertThat(pacer.untilDue(START.plusSeconds(1), NOW + 600_000_000L))
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void at_most_speed_everything_is_due() {
        var pacer = new Pacer(Speed.MAX);
        assertThat(pacer.untilDue(START, NOW)).isEqualTo(Duration.ZERO);
        assertThat(pacer.untilDue(START.plusSeconds(1_000_000), NOW)).isEqualTo(Duration.ZERO);
    }
}
