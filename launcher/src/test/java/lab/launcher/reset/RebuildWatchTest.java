package lab.launcher.reset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import lab.launcher.directory.DataDir;
import lab.servicekit.Health;
import lab.topics.BusConnection;
import lab.topics.BusRetention;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RebuildWatchTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir private Path folder;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final Health health = new Health(InstantSource.system());

    private RebuildWatch watch(DataDir data) {
        return new RebuildWatch(
                data,
                new BusConnection("127.0.0.1", 1, "nobody", "nothing"),
                BusRetention.FOR_EVER,
                said::add);
    }

    @Test
    void one_that_cannot_go_on_is_named_with_the_command_that_mends_it() throws Exception {
        var data = new DataDir(folder);
        data.prepare();
        Files.writeString(data.rebuildFile(), "{\"format\":1,");
        try (var watch = watch(data)) {
            watch.addTo(health);
            watch.start();
            long begun = System.nanoTime();
            Optional<String> trouble = Optional.empty();
            while (trouble.isEmpty()) {
                assertThat(System.nanoTime() - begun).isLessThan(PATIENCE.toNanos());
                trouble = Health.firstTrouble(health.snapshot());
                Thread.onSpinWait();
            }
            assertThat(trouble.get())
                    .startsWith("rebuild: ")
                    .contains("rebuild.json", "./lab reset --only derived");
        }
        assertThat(said).singleElement().asString().contains("the bus keeps everything");
    }

    @Test
    void without_a_reset_behind_it_there_is_no_such_part() throws Exception {
        var data = new DataDir(folder);
        data.prepare();
        try (var watch = watch(data)) {
            watch.addTo(health);
            watch.start();
        }
        assertThat(health.snapshot()).isEmpty();
        assertThat(said).isEmpty();
    }
}
