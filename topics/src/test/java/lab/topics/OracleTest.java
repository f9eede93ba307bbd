package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed cases are what the programs beside them say, wherever these can run. */
class OracleTest {
    private static final Path TESTS = Path.of("src", "test", "oracle", "test_oracles.py");

    @Test
    void the_programs_give_the_committed_cases_and_solve_those_of_others() throws Exception {
        assumeTrue(hasPython(), "no python3 on this machine");
        Process tests = python(TESTS.toString());
        String said = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tests.waitFor()).as(said).isZero();
        assertThat(said).contains("OK");
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            Process version = python("-c", "import sys; sys.exit(sys.version_info < (3, 8))");
            return version.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process python(String... arguments) throws IOException {
        var command = new java.util.ArrayList<>(java.util.List.of("python3", "-B"));
        command.addAll(java.util.List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
