package lab.iggy.embedded.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StampClockTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    private Instant machine = NOON;
    private long nanos = 77;
    private final StampClock clock =
            new StampClock(() -> machine, () -> nanos, NOON.getEpochSecond() * 1_000_000 - 5);

    private void pass(Duration time) {
        machine = machine.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void it_is_the_machines_while_nobody_sets_that() {
        assertThat(clock.instant()).isEqualTo(NOON);
        pass(Duration.ofSeconds(9));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(9));
        machine = machine.plus(Duration.ofHours(20));
        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(9).plus(Duration.ofHours(20)));
    }

    @Test
    void set_back_by_an_hour_it_goes_on_at_half_its_pace_until_the_machine_has_come_up() {
        Instant before = clock.instant();
        machine = machine.minus(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(before);
        Instant last = before;
        for (int minute = 1; minute < 119; minute++) {
            pass(Duration.ofMinutes(1));
            assertThat(clock.instant()).isEqualTo(before.plusSeconds(30L * minute)).isAfter(last);
            last = clock.instant();
        }
        pass(Duration.ofMinutes(1));
        assertThat(clock.instant()).isEqualTo(machine);
        pass(Duration.ofMinutes(1));
        assertThat(clock.instant()).isEqualTo(machine);
    }

    @Test
    void what_is_on_the_disk_already_is_never_younger() {
        Instant newest = NOON.plus(Duration.ofHours(20));
        var restarted =
                new StampClock(() -> machine, () -> nanos, newest.getEpochSecond() * 1_000_000);
        assertThat(restarted.instant()).isEqualTo(newest);
        pass(Duration.ofSeconds(2));
        assertThat(restarted.instant()).isEqualTo(newest.plusSeconds(1));
    }

    @Test
    void a_step_of_a_second_repeats_the_last_stamp() {
        Instant before = clock.instant();
        machine = machine.minusMillis(900);
        nanos += 1_000_000;
        assertThat(clock.instant()).isEqualTo(before);
    }
}
