package lab.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import lab.launcher.directory.LabException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TogetherTest {
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @Test
    void a_part_that_takes_long_is_told_while_it_is_waited_for() throws Exception {
        var goOn = new CountDownLatch(1);
        try (var together = new Together(Duration.ofMillis(2), said::add)) {
            var task =
                    together.start(
                            "fluss",
                            () -> {
                                goOn.await();
                                return "up";
                            });
            var other =
                    together.start(
                            "witness",
                            () -> {
                                String first = said.take();
                                String second = said.take();
                                goOn.countDown();
                                return first + " / " + second;
                            });
            assertThat(task.await()).isEqualTo("up");
            assertThat(other.await())
                    .isEqualTo("fluss: still starting after 0 s / fluss: still starting after 0 s");
        }
    }

    @Test
    void a_part_that_fails_by_an_error_is_named() throws Exception {
        try (var together = new Together(Duration.ofMinutes(2), said::add)) {
            var task =
                    together.start(
                            "flink",
                            () -> {
                                throw new NoClassDefFoundError("lab/Gone");
                            });
            assertThatThrownBy(task::await)
                    .isInstanceOf(LabException.class)
                    .hasMessageContaining("flink: it must start")
                    .hasMessageContaining("lab/Gone");
        }
    }
}
