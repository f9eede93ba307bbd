package lab.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @Test
    void what_is_not_there_is_told_with_what_it_is_for(@TempDir Path empty) throws Exception {
        var programs = Programs.of(Map.of("PATH", empty.toString()));
        assertThat(programs.prometheus())
                .extracting(Finding::line)
                .containsExactly(
                        "warn  Prometheus is not there; only alerts and dashboards need it:"
                                + " docs/how-to/watch.md");
        assertThat(programs.compose())
                .extracting(Finding::line)
                .containsExactly(
                        "warn  compose    docker compose does not answer; only the lab in a"
                                + " container needs it: docs/how-to/containers.md");
        assertThat(programs.python())
                .extracting(Finding::told)
                .containsExactly(
                        "python3 does not answer; only reading tables from Python needs it:"
                                + " docs/how-to/read-from-python.md");
    }

    @Test
    void what_is_there_is_fine(@TempDir Path folder) throws Exception {
        program(folder, "prometheus", "exit 1");
        program(folder, "docker", "[ \"$*\" = 'compose version --short' ] && echo 2.40.3");
        program(folder, "python3", "echo");
        var programs = new Programs(List.of(folder));
        assertThat(programs.prometheus())
                .containsExactly(Finding.ok("Prometheus", folder + "/prometheus"));
        assertThat(programs.compose()).containsExactly(Finding.ok("compose", "version 2.40.3"));
        assertThat(programs.python())
                .containsExactly(Finding.ok("Python", "has all that reads the tables"));
    }

    @Test
    void a_docker_without_compose_and_a_python_without_readers_are_told(@TempDir Path folder)
            throws Exception {
        program(folder, "docker", "exit 125");
        program(folder, "python3", "echo pypaimon pylance");
        var programs = new Programs(List.of(folder));
        assertThat(programs.compose())
                .extracting(Finding::verdict)
                .containsExactly(Finding.Verdict.WARN);
        assertThat(programs.python())
                .extracting(Finding::told)
                .first()
                .asString()
                .startsWith("lacks pypaimon, pylance; only reading");
    }

    private static void program(Path folder, String name, String does) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + does + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
