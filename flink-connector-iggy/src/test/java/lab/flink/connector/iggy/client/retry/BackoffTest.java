package lab.flink.connector.iggy.client.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final long SEED = 42;
    private static final RetryPolicy POLICY =
            new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final Backoff backoff = new Backoff(POLICY, new SplittableRandom(SEED));

    @Test
    void doubles_up_to_the_longest_wait_with_jitter_of_half_a_step() {
        long[] stepsMillis = {100, 200, 400, 800, 1_000, 1_000};
        for (long step : stepsMillis) {
            long millis = backoff.failed(0).orElseThrow() / 1_000_000;
            assertThat(millis).isBetween(step / 2, step);
        }
    }

    @Test
    void gives_up_once_the_budget_is_spent() {
        long start = Duration.ofHours(1).toNanos();
        backoff.failed(start);

        assertThat(backoff.failed(start + seconds(9))).isPresent();
        assertThat(backoff.failed(start + seconds(10))).isEqualTo(OptionalLong.empty());
    }

    @Test
    void never_waits_past_the_end_of_the_budget() {
        backoff.failed(0);
        for (int i = 0; i < 10; i++) {
            backoff.failed(seconds(1));
        }

        long left = Duration.ofMillis(5).toNanos();
        assertThat(backoff.failed(seconds(10) - left).orElseThrow()).isLessThanOrEqualTo(left);
    }

    @Test
    void a_success_gives_the_whole_budget_back() {
        backoff.failed(0);
        backoff.succeeded();

        assertThat(backoff.failed(seconds(100)).orElseThrow() / 1_000_000).isBetween(50L, 100L);
        assertThat(backoff.failures()).isEqualTo(1);
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
