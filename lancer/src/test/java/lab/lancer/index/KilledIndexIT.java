package lab.lancer.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed in the middle of its writes, several times; the next one goes on. */
class KilledIndexIT {
    private static final int KILLS = 3;

    @TempDir private Path folder;

    @Test
    void an_index_whose_writers_were_killed_ends_as_one_that_was_built_at_once() throws Exception {
        IndexConfig killed = IndexConfig.of(folder.resolve("killed"));
        for (int i = 0; i < KILLS; i++) {
            writeAndKill(killed, 5_000 + 100 * i, 10 + 7 * i);
        }
        IndexConfig alone = IndexConfig.of(folder.resolve("alone"));
        for (IndexConfig config : List.of(killed, alone)) {
            try (PatternIndex index = PatternIndex.open(config, InstantSource.system())) {
                index.apply(PatternIndexIT.whole(1, IndexingProcess.candles()));
                index.fillBests(Integer.MAX_VALUE);
                index.flush();
            }
        }
        assertThat(PatternIndexIT.rows(killed, PatternIndexIT.BTC))
                .isEqualTo(PatternIndexIT.rows(alone, PatternIndexIT.BTC));
    }

    private static void writeAndKill(IndexConfig config, int first, int commits) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                IndexingProcess.class.getName(),
                                config.folder().toString(),
                                Integer.toString(first)));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i <= commits; i++) {
                assertThat(lines.readLine()).as("line %d of the writer", i).isNotNull();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
