package lab.consensus.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeskDeterminismTest {
    private static final int RUNS = 10;

    @TempDir Path folder;

    private final List<PaperMarket.Event> market = PaperMarket.of(7, Duration.ofMinutes(80));

    @Test
    void decides_the_same_at_any_speed_in_any_interleaving_and_through_any_crash()
            throws Exception {
        PaperRun calm = run(1, 0);
        Set<String> requests = calm.texts(Topic.ORDERS);
        Set<String> executions = calm.texts(Topic.EXECUTIONS);
        assertThat(requests).hasSizeGreaterThan(20).anyMatch(it -> it.contains("\"SELL\""));
        assertThat(executions).hasSameSizeAs(requests);
        int dies = 0;
        for (int seed = 2; seed < RUNS; seed++) {
            PaperRun run = run(seed, seed % 3 == 0 ? 0 : 20);
            assertThat(run.texts(Topic.ORDERS))
                    .as("requests of seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(requests);
            assertThat(run.texts(Topic.EXECUTIONS))
                    .as("executions of seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(executions);
            dies += run.dies();
        }
        assertThat(dies).isGreaterThan(30);
    }

    private PaperRun run(int seed, int dieOnceIn) throws Exception {
        return new PaperRun(seed, folder.resolve("run" + seed), market, PaperRun.all())
                .toEnd(dieOnceIn);
    }
}
