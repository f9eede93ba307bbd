package lab.launcher.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What runs for each change elsewhere. */
class WorkflowsTest {
    @Test
    void each_step_is_a_script_of_this_repository_or_an_action_that_is_pinned() throws IOException {
        int run = 0;
        for (Path file : Repository.files(".github/workflows", ".yml")) {
            for (Map<?, ?> step : steps(file)) {
                if (step.containsKey("uses")) {
                    assertThat(Repository.string(step, "uses"))
                            .matches("[\\w-]+/[\\w-]+@[0-9a-f]{40}");
                } else {
                    String script = Repository.string(step, "run");
                    assertThat(Repository.ROOT.resolve(script)).isExecutable();
                    run++;
                }
            }
        }
        assertThat(run).isGreaterThan(3);
    }

    @Test
    void none_may_write_and_each_ends_in_time() throws IOException {
        for (Path file : Repository.files(".github/workflows", ".yml")) {
            Map<?, ?> workflow = workflow(file);
            assertThat(workflow.get("permissions")).isEqualTo(Map.of("contents", "read"));
            Repository.map(workflow.get("jobs"))
                    .values()
                    .forEach(job ->
                            assertThat(Repository.map(job).containsKey("timeout-minutes"))
                                    .isTrue());
        }
    }

    private static List<Map<?, ?>> steps(Path file) throws IOException {
        List<Map<?, ?>> steps = new ArrayList<>();
        for (Object job : Repository.map(workflow(file).get("jobs")).values()) {
            for (Object step : Repository.list(Repository.map(job), "steps")) {
                steps.add(Repository.map(step));
            }
        }
        return steps;
    }

    private static Map<?, ?> workflow(Path file) throws IOException {
        assertThat(Files.readString(file)).doesNotContain("secrets.");
        return Repository.yaml(Repository.ROOT.relativize(file).toString());
    }
}
