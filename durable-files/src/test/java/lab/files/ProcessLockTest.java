package lab.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLockTest {
    @TempDir private Path folder;

    @Test
    void one_has_it_until_he_gives_it_back() throws Exception {
        Path file = folder.resolve("commit.lock");
        try (ProcessLock _ = ProcessLock.take(file, Duration.ZERO).orElseThrow()) {
            assertThat(ProcessLock.take(file, Duration.ofMillis(20))).isEmpty();
        }
        try (ProcessLock again = ProcessLock.take(file, Duration.ZERO).orElseThrow()) {
            assertThat(again).isNotNull();
        }
    }
}
