package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoubtedClockTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Instant machine = NOON;
    private long nanos = -5;
    private final DoubtedClock clock = new DoubtedClock(() -> machine, () -> nanos);

    private void pass(Duration time) {
        machine = machine.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void it_goes_as_the_machine_does_and_follows_small_corrections() {
        assertThat(clock.instant()).isEqualTo(NOON);
        for (int i = 0; i < 600; i++) {
            pass(MINUTE);
            assertThat(clock.instant()).isEqualTo(machine);
        }
        machine = machine.plusSeconds(3_500);
        assertThat(clock.instant()).isEqualTo(machine);
        machine = machine.minusSeconds(3_500);
        assertThat(clock.instant()).isEqualTo(machine);
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 24 * 365, -2, -24 * 365})
    void a_jump_is_believed_once_the_clock_has_stood_by_it_for_an_hour(long hours) {
        assertThat(clock.instant()).isEqualTo(NOON);
        machine = machine.plus(Duration.ofHours(hours));
        for (int minute = 0; minute < 60; minute++) {
            assertThat(clock.instant()).isEqualTo(NOON.plus(MINUTE.multipliedBy(minute)));
            pass(MINUTE);
        }
        assertThat(clock.instant()).isEqualTo(machine);
        pass(MINUTE);
        assertThat(clock.instant()).isEqualTo(machine);
    }

    @Test
    void one_that_is_taken_back_has_changed_nothing() {
        assertThat(clock.instant()).isEqualTo(NOON);
        machine = machine.plus(Duration.ofHours(20));
        pass(MINUTE);
        assertThat(clock.instant()).isEqualTo(NOON.plus(MINUTE));
        machine = machine.minus(Duration.ofHours(20));
        pass(MINUTE);
        assertThat(clock.instant()).isEqualTo(machine);
    }

    @Test
    void each_other_jump_begins_the_hour_anew() {
        assertThat(clock.instant()).isEqualTo(NOON);
        machine = machine.plus(Duration.ofHours(20));
        for (int minute = 0; minute < 50; minute++) {
            pass(MINUTE);
            assertThat(clock.instant()).isEqualTo(NOON.plus(MINUTE.multipliedBy(minute + 1)));
        }
        machine = machine.plus(Duration.ofHours(200));
        for (int minute = 0; minute < 59; minute++) {
            pass(MINUTE);
            assertThat(clock.instant()).isBefore(NOON.plus(Duration.ofHours(2)));
        }
    }
}
