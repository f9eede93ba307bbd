package lab.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LatelyTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static boolean isWithin(Instant noted) {
        return Lately.isWithin(LIMIT, noted, NOW);
    }

    @Test
    void what_happened_lately_is_over_when_so_long_has_passed() {
        assertThat(isWithin(NOW)).isTrue();
        assertThat(isWithin(NOW.minusSeconds(29))).isTrue();
        assertThat(isWithin(NOW.minusSeconds(30))).isFalse();
        assertThat(isWithin(Instant.MIN)).isFalse();
    }

    @Test
    void a_clock_that_was_set_makes_nobody_wait() {
        assertThat(isWithin(NOW.plusSeconds(3_600))).as("set back by an hour").isFalse();
        assertThat(isWithin(NOW.plusNanos(1))).isFalse();
        assertThat(isWithin(NOW.minusSeconds(72_000))).as("set forward by 20 hours").isFalse();
    }
}
