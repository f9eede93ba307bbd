package lab.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThroughputTest {
    private static final long SECOND = 1_000_000_000L;

    private final Throughput throughput = new Throughput();

    @Test
    void nothing_is_known_by_a_single_look() {
        throughput.look(100, 0.1, 0);
        assertThat(throughput.messagesPerSecond()).isZero();
        assertThat(throughput.left()).isEmpty();
    }

    @Test
    void what_is_left_takes_as_long_as_what_was_done_of_late() {
        throughput.look(0, 0, 0);
        throughput.look(500, 0.25, 5 * SECOND);
        assertThat(throughput.messagesPerSecond()).isEqualTo(100);
        assertThat(throughput.left()).contains(Duration.ofSeconds(15));
    }

    @Test
    void an_old_pace_is_forgotten() {
        throughput.look(0, 0, 0);
        throughput.look(100, 0.1, SECOND);
        for (int second = 2; second <= 20; second++) {
            throughput.look(100 + 10 * (second - 1), 0.1 + 0.01 * (second - 1), second * SECOND);
        }
        assertThat(throughput.messagesPerSecond()).isEqualTo(10);
    }

    @Test
    void one_that_stands_still_never_ends() {
        throughput.look(100, 0.5, 0);
        throughput.look(100, 0.5, 5 * SECOND);
        assertThat(throughput.left()).isEmpty();
    }
}
