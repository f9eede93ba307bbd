package lab.flink.sql.clearing.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class AskingThreadTest {
    @Test
    void an_answer_is_kept_until_there_is_another() throws Exception {
        var answers = new SynchronousQueue<Optional<String>>();
        try (var thread = new AskingThread<>("look", answers::take)) {
            assertThat(thread.newest()).isEmpty();
            next(thread, answers, Optional.of("first"));
            next(thread, answers, Optional.empty());
            next(thread, answers, Optional.of("second"));
            hand(thread, answers, Optional.empty());
            assertThat(thread.newest()).contains("second");
        }
    }

    /** Handed over only once the one before it was taken in. */
    private static void next(
            AskingThread<String> thread,
            SynchronousQueue<Optional<String>> answers,
            Optional<String> answer)
            throws InterruptedException {
        Optional<String> before = thread.newest();
        hand(thread, answers, answer);
        while (answer.isPresent() && thread.newest().equals(before)) {
            Thread.onSpinWait();
        }
    }

    /** Asked while it is about to end the question before, it does not ask again. */
    private static void hand(
            AskingThread<String> thread,
            SynchronousQueue<Optional<String>> answers,
            Optional<String> answer)
            throws InterruptedException {
        do {
            thread.ask();
        } while (!answers.offer(answer, 1, TimeUnit.MILLISECONDS));
    }

    @Test
    void whoever_waits_for_an_answer_hears_that_asking_failed() {
        var asked = new AtomicInteger();
        try (var thread =
                new AskingThread<String>(
                        "look",
                        () -> {
                            asked.incrementAndGet();
                            throw new NoClassDefFoundError("lab/Gone");
                        })) {
            thread.ask();
            assertThatThrownBy(
                            () -> {
                                while (thread.newest().isEmpty()) {
                                    Thread.onSpinWait();
                                }
                            })
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "look: must go on asking, failed, java.lang.NoClassDefFoundError: lab/Gone")
                    .hasCauseInstanceOf(NoClassDefFoundError.class);
        }
        assertThat(asked).hasValue(1);
    }
}
