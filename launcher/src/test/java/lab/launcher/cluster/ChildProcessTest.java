package lab.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import lab.launcher.directory.DataDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private Path dir;

    @Test
    void one_that_cannot_use_the_cache_of_a_start_does_without() throws Exception {
        ChildProcess part = part("case \"$*\" in *AOTCache*) exit 1 ;; esac; sleep 0.1; exit 3");

        assertThat(end(part)).contains("ended with 1 ");
        assertThat(end(part)).contains("ended with 3 ");
    }

    @Test
    void one_that_is_killed_keeps_the_cache_of_a_start() throws Exception {
        ChildProcess part = part("case \"$*\" in *AOTCache*) kill -9 $$ ;; esac; exit 3");

        assertThat(end(part)).contains("ended with 137 ");
        assertThat(end(part)).contains("ended with 137 ");
    }

    private ChildProcess part(String script) throws Exception {
        var folder = new ClusterFolder(new DataDir(dir));
        folder.prepare();
        return new ChildProcess(
                Part.BROKER,
                folder,
                List.of("sh", "-c", script, "sh", "-XX:AOTCache=start.aot"),
                Map.of(),
                InstantSource.system());
    }

    /** Runs it to its end, and says how it ended. */
    private static String end(ChildProcess part) throws Exception {
        part.start();
        part.awaitEnd(SOON);
        part.ended();
        return part.state().last().orElseThrow();
    }
}
