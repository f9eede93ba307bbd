package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import lab.launcher.directory.LabException;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static IOException busy() {
        var timeout = new TimeoutException();
        return new IOException("fluss: it must answer within PT2S, " + timeout, timeout);
    }

    @Test
    void a_server_that_has_no_time_to_answer_is_asked_again() throws Exception {
        var asked = new AtomicInteger();
        Summary.Count<Integer> count =
                () -> {
                    if (asked.incrementAndGet() < 3) {
                        throw busy();
                    }
                    return 7;
                };
        assertThat(Summary.counted(count, LONG, Duration.ZERO)).isEqualTo(7);
        assertThat(asked).hasValue(3);
    }

    @Test
    void one_that_never_answers_is_named() {
        Summary.Count<Integer> count =
                () -> {
                    throw busy();
                };
        assertThatThrownBy(() -> Summary.counted(count, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith("summary: fluss: it must answer within PT2S");
    }
}
