package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** {@code ./lab …} in a process of its own, as the script would start it. */
final class LabProcess implements AutoCloseable {
    private static final List<String> OPENED =
            List.of(
                    "java.lang",
                    "java.nio",
                    "java.util",
                    "sun.nio.ch",
                    "java.net",
                    "java.lang.reflect",
                    "java.util.concurrent",
                    "java.time");
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Process process;
    private final Path out;
    private final Path err;

    private LabProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts it.
     *
     * @param files folder for what it prints
     */
    static LabProcess start(Path files, String... arguments) throws IOException {
        return start(files, Optional.empty(), Map.of(), arguments);
    }

    /** Starts it with variables of its environment. */
    static LabProcess start(Path files, Map<String, String> variables, String... arguments)
            throws IOException {
        return start(files, Optional.empty(), variables, arguments);
    }

    /**
     * Starts it.
     *
     * @param changed folder with files that stand in for some of those that are shipped
     */
    static LabProcess start(Path files, Optional<Path> changed, String... arguments)
            throws IOException {
        return start(files, changed, Map.of(), arguments);
    }

    private static LabProcess start(
            Path files, Optional<Path> changed, Map<String, String> variables, String... arguments)
            throws IOException {
        var shipped = ShippedLab.found();
        List<String> command = jvm();
        if (changed.isEmpty()) {
            command.addAll(shipped.cache());
        }
        String path =
                changed.map(folder -> folder + File.pathSeparator + shipped.classPath())
                        .orElse(shipped.classPath());
        command.addAll(List.of("-cp", path, "lab.cli.Main"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(files, arguments[0], ".out");
        Path err = Files.createTempFile(files, arguments[0], ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        return new LabProcess(process, out, err);
    }

    /** The JVM with the options that each lab of the tests gets. */
    static List<String> jvm() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xms600m",
                        "-Xmx900m",
                        "-Xmn250m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ReservedCodeCacheSize=192m",
                        "-XX:MetaspaceSize=256m",
                        "-Dio.netty.eventLoopThreads=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        return command;
    }

    /** Runs it to its end, which has to be a good one, and gives what it printed. */
    static String run(Path files, Duration atMost, String... arguments) throws Exception {
        return run(files, Optional.empty(), atMost, arguments);
    }

    /** The same, with some files changed. */
    static String run(Path files, Optional<Path> changed, Duration atMost, String... arguments)
            throws Exception {
        try (LabProcess lab = start(files, changed, arguments)) {
            assertThat(lab.awaitExit(atMost)).as("%s: %s", arguments[0], lab.err()).isZero();
            return lab.out();
        }
    }

    int awaitExit(Duration atMost) throws InterruptedException, TimeoutException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("lab: it must end within %s%n%s".formatted(atMost, this));
        }
        return process.exitValue();
    }

    /** Waits until something is so, as long as the process lives. */
    void await(String what, Duration atMost, BooleanSupplier condition)
            throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                String why = process.isAlive() ? "within " + atMost : "before the process ended";
                throw new TimeoutException("lab: %s %s, was not%n%s".formatted(what, why, this));
            }
            process.waitFor(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    long pid() {
        return process.pid();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    String out() throws IOException {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        try {
            return "--- out\n%s--- err\n%s".formatted(out(), err());
        } catch (IOException e) {
            return e.toString();
        }
    }
}
