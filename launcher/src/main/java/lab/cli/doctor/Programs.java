package lab.cli.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The programs that people use beside a lab, which runs without any of them.
 *
 * @param folders where they are looked for
 */
record Programs(List<Path> folders) {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    /** Says which of the modules of the page on Python are not there, without importing them. */
    private static final String PYTHON_LOOKS =
            "import importlib.util as u; print(*[p for m, p in (('pyiceberg', 'pyiceberg'),"
                    + " ('pypaimon', 'pypaimon'), ('lance', 'pylance'), ('duckdb', 'duckdb'))"
                    + " if u.find_spec(m) is None])";

    Programs {
        folders = List.copyOf(folders);
    }

    static Programs of(Map<String, String> environment) {
        return new Programs(
                Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of)
                        .toList());
    }

    List<Finding> prometheus() {
        return List.of(
                find("prometheus")
                        .map(path -> Finding.ok("Prometheus", path.toString()))
                        .orElse(
                                Finding.warn(
                                        "Prometheus",
                                        "is not there; only alerts and dashboards need it:"
                                                + " docs/how-to/watch.md")));
    }

    List<Finding> compose() throws InterruptedException {
        Optional<Path> docker = find("docker");
        Optional<String> version =
                docker.isPresent()
                        ? answer(docker.get(), "compose", "version", "--short")
                        : Optional.empty();
        return List.of(
                version.map(told -> Finding.ok("compose", "version " + told))
                        .orElse(
                                Finding.warn(
                                        "compose",
                                        "docker compose does not answer; only the lab in a"
                                                + " container needs it:"
                                                + " docs/how-to/containers.md")));
    }

    List<Finding> python() throws InterruptedException {
        Optional<Path> python = find("python3");
        Optional<String> missing =
                python.isPresent() ? answer(python.get(), "-c", PYTHON_LOOKS) : Optional.empty();
        String whatFor =
                "; only reading tables from Python needs it: docs/how-to/read-from-python.md";
        if (missing.isEmpty()) {
            return List.of(Finding.warn("Python", "python3 does not answer" + whatFor));
        }
        return List.of(
                missing.get().isEmpty()
                        ? Finding.ok("Python", "has all that reads the tables")
                        : Finding.warn(
                                "Python", "lacks " + missing.get().replace(" ", ", ") + whatFor));
    }

    private Optional<Path> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** What it prints, if it ends well and in time. */
    private static Optional<String> answer(Path program, String... arguments)
            throws InterruptedException {
        List<String> command =
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                if (!process.waitFor(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                        || process.exitValue() != 0) {
                    return Optional.empty();
                }
                byte[] told = process.getInputStream().readAllBytes();
                return Optional.of(new String(told, StandardCharsets.UTF_8).strip());
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
