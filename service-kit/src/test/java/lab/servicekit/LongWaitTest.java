package lab.servicekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LongWaitTest {
    private final AtomicLong nanos = new AtomicLong(7);
    private final List<String> said = new ArrayList<>();
    private final LongWait wait = new LongWait(Duration.ofSeconds(10), nanos::get, said::add);

    private void look(String what, int seconds) {
        for (int i = 0; i < seconds; i++) {
            wait.on(what, "%d left".formatted(seconds - i));
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
    }

    @Test
    void a_short_wait_is_not_worth_a_word() {
        look("the desk", 10);
        look("the tier", 10);
        assertThat(said).isEmpty();
    }

    @Test
    void a_long_one_is_told_ever_more_rarely_and_the_next_one_anew() {
        look("the desk", 60);
        look("the tier", 11);
        assertThat(said)
                .containsExactly(
                        "waits for the desk, 10 s by now: 50 left",
                        "waits for the desk, 20 s by now: 40 left",
                        "waits for the desk, 40 s by now: 20 left",
                        "waits for the tier, 10 s by now: 1 left");
    }
}
