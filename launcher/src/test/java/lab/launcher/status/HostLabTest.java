package lab.launcher.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.process.ControlFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLabTest {
    @TempDir private Path folder;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7);

    @Test
    void a_lab_that_stays_away_is_named_and_one_that_comes_back_is_not() throws Exception {
        var data = new DataDir(folder);
        var host = new HostLab(data, nanos::get);
        ControlFile.ofThisProcess(new Ports(0)).writeTo(data);
        assertThat(host.failure()).isEmpty();

        Files.delete(data.controlFile());
        assertThat(host.failure()).isEmpty();
        later(59);
        assertThat(host.failure()).isEmpty();
        ControlFile.ofThisProcess(new Ports(0)).writeTo(data);
        assertThat(host.failure()).isEmpty();

        Files.delete(data.controlFile());
        later(59);
        assertThat(host.failure()).as("it was there until now").isEmpty();
        later(60);
        assertThat(host.failure())
                .hasValueSatisfying(it ->
                        assertThat(it)
                                .contains(folder.toString(), "60 s", "the same command again"));
    }

    private void later(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
