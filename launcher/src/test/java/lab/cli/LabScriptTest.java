package lab.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lab.cli.client.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./lab}, with a JDK and a Maven that only pretend. */
class LabScriptTest {
    private static final Path SCRIPT = Path.of("..", "lab");
    private static final int ENDS_WITHIN_SECONDS = 300;
    private static final String PRETENDED_JAVA =
            """
            #!/bin/sh
            echo "java $*" >>"$CALLS"
            case "$*" in
                *AOTCacheOutput=*)
                    [ -z "$REHEARSAL_FAILS" ] || exit 1
                    for flag in "$@"; do
                        case $flag in -XX:AOTCacheOutput=*) echo x >"${flag#*=}" ;; esac
                    done ;;
            esac
            """;
    private static final String PRETENDED_MAVEN =
            """
            #!/bin/sh
            case "$1" in --version) echo "Apache Maven 3.9.9"; exit ;; esac
            echo "begin" >>"$CALLS"
            while [ -e "$HOLD" ]; do sleep 0.1; done
            for word in "$@"; do
                case $word in
                    -Dlab.dist=*)
                        dist=${word#*=}
                        mkdir -p "$dist/lib" && cp -R dist/src/main/dist/bin "$dist/"
                        echo jar >"$dist/lib/launcher.jar"
                        printf lib/launcher.jar >"$dist/classpath.own"
                        printf %s "$PWD/pom.xml" >"$dist/classpath.libraries" ;;
                esac
            done
            echo "end" >>"$CALLS"
            echo "[INFO] BUILD SUCCESS"
            """;

    /** What the script uses, and nothing else. */
    private static final List<String> TOOLS =
            List.of(
                    "awk",
                    "cat",
                    "cksum",
                    "cp",
                    "date",
                    "dirname",
                    "find",
                    "grep",
                    "head",
                    "ln",
                    "mkdir",
                    "mv",
                    "ps",
                    "readlink",
                    "rm",
                    "sed",
                    "sh",
                    "sleep",
                    "sort",
                    "tee",
                    "tr",
                    "xargs");

    @TempDir Path dir;

    private Path root = Path.of("");

    @BeforeEach
    void pretend() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there must be a bash, is none");
        root = dir.toRealPath();
        Files.copy(SCRIPT, root.resolve("lab"));
        Files.writeString(
                root.resolve("pom.xml"), "<module>launcher</module>\n<module>dist</module>\n");
        for (String script : List.of("bin/lab", "bin/rehearse")) {
            Path copy = root.resolve("dist/src/main/dist").resolve(script);
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of("..", "dist", "src", "main", "dist").resolve(script), copy);
        }
        write("dist/pom.xml", "");
        write("benchmarks/usage.txt", Files.readString(Path.of("..", "benchmarks", "usage.txt")));
        write(".mvn/jvm.config", "");
        write("launcher/pom.xml", "");
        write("launcher/src/main/java/A.java", "");
        write("jdk/release", "JAVA_VERSION=\"25.0.1\"\n");
        executable("jdk/bin/java", PRETENDED_JAVA);
        executable("jdk/bin/javac", "");
        executable("bin/mvn", PRETENDED_MAVEN);
    }

    @Test
    void what_is_built_is_rehearsed_once_and_starts_take_it_over() throws Exception {
        assertThat(run(Map.of(), "up", "--feed", "none")).contains("rehearsing a start");
        assertThat(run(Map.of(), "sql")).isEmpty();
        assertThat(run(Map.of(), "status")).isEmpty();

        List<String> calls = calls();
        assertThat(calls).filteredOn("begin"::equals).hasSize(1);
        List<String> java = calls.stream().filter(call -> call.startsWith("java")).toList();
        assertThat(java).hasSize(4);
        assertThat(java.get(0)).contains("AOTCacheOutput=", "lab.cli.Main rehearse --data");
        assertThat(java.get(1)).contains("AOTCache=").endsWith("lab.cli.Main up --feed none");
        assertThat(java.get(2)).contains("AOTCache=").endsWith("lab.cli.Main sql");
        assertThat(java.get(3)).doesNotContain("AOT").endsWith("lab.cli.Main status");
    }

    @Test
    void a_rehearsal_that_fails_fails_nothing_else() throws Exception {
        assertThat(run(Map.of("REHEARSAL_FAILS", "yes"), "up")).contains("the rehearsal failed");
        assertThat(calls().getLast()).doesNotContain("AOT").endsWith("lab.cli.Main up");
    }

    @Test
    void help_with_the_benchmarks_builds_nothing() throws Exception {
        String log = run(Map.of(), "bench", "--quick", "--help");
        assertThat(log).startsWith("Usage: ./lab bench").doesNotContain("build; it", "building");
    }

    @Test
    void what_a_module_has_from_beside_it_is_a_source_of_the_build() throws Exception {
        write("launcher/pom.xml", "<directory>../grafana/dashboards</directory>\n");
        write("grafana/dashboards/ledger.json", "{}");
        run(Map.of(), "status");
        run(Map.of(), "status");
        assertThat(calls()).filteredOn("begin"::equals).hasSize(1);

        write("grafana/dashboards/ledger.json", "{\"title\":\"Ledger\"}");
        assertThat(run(Map.of(), "status")).contains("sources changed, building");
        assertThat(calls()).filteredOn("begin"::equals).hasSize(2);
    }

    @Test
    void no_rehearsal_where_none_is_wanted() throws Exception {
        assertThat(run(Map.of("LAB_REHEARSE", "no"), "up")).doesNotContain("rehears");
        assertThat(calls()).filteredOn(call -> call.startsWith("java")).hasSize(1);
    }

    @Test
    void a_build_whose_script_was_killed_is_waited_for() throws Exception {
        waits_for_the_build_of_a_killed_script(Map.of());
    }

    @Test
    void a_build_whose_script_was_killed_is_waited_for_also_without_flock() throws Exception {
        for (String tool : TOOLS) {
            executable(
                    "tools/" + tool,
                    "#!/bin/sh\nPATH=/usr/bin:/bin exec %s \"$@\"\n".formatted(tool));
        }
        waits_for_the_build_of_a_killed_script(
                Map.of("PATH", root.resolve("bin") + ":" + root.resolve("tools")));
    }

    @Test
    void a_lab_that_runs_is_asked_by_a_small_process() throws Exception {
        Process lab =
                new ProcessBuilder("/bin/bash", "-c", "read -r line", "lab.cli.Main", "up").start();
        try {
            write("here/lab.json", "{\"pid\":%d,\"port_offset\":0}".formatted(lab.pid()));
            String data = root.resolve("here").toString();
            run(Map.of(), "sql", "--data", data);
            assertThat(calls().getLast()).contains("-Xmx256m").doesNotContain("AOT");
            run(Map.of(), "sql", "--data=" + data);
            assertThat(calls().getLast()).contains("-Xmx256m").doesNotContain("AOT");
        } finally {
            lab.destroyForcibly().waitFor();
        }

        run(Map.of(), "sql", "--data", root.resolve("here").toString());
        assertThat(calls().getLast()).contains("-Xmx1200m", "AOTCache=");
    }

    @Test
    void whatever_may_start_an_engine_is_given_what_engines_need() throws Exception {
        for (String command : List.of("up", "replay", "audit", "reset", "any-that-is-to-come")) {
            run(Map.of(), command);
            assertThat(calls().getLast()).contains("-Xmx1200m", "--add-opens=java.base/java.nio");
        }
    }

    @Test
    void benchmarks_are_given_what_engines_need_whichever_are_chosen() throws Exception {
        for (String option : List.of("--quick", "--only")) {
            run(Map.of(), "bench", option, "hot");
            assertThat(calls().getLast())
                    .contains("-Xmx1200m", "--add-opens=java.base/java.nio")
                    .endsWith("lab.benchmarks.Main %s hot".formatted(option));
        }
    }

    /** With the JVM and the classes that are really there: what one takes, the other must give. */
    @Test
    void a_replay_runs_with_what_the_script_gives_the_jvm() throws Exception {
        run(Map.of("LAB_REHEARSE", "no"), "status");
        Path build = Path.of(Files.readString(root.resolve("dist/target/lab/current")));
        Files.writeString(
                build.resolve("classpath.libraries"), System.getProperty("java.class.path"));
        String nowhere = root.resolve("nowhere").toString();
        Path out = root.resolve("replay.out");
        Process replay =
                start(
                        out,
                        Map.of("JAVA_HOME", System.getProperty("java.home")),
                        "replay",
                        "--data",
                        nowhere);
        assertThat(replay.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(out))
                .isEqualTo(
                        "data directory %s: it must be a lab's, is not; ./lab up makes one%n",
                        nowhere);
        assertThat(replay.exitValue()).isEqualTo(ExitCode.FAILED);
    }

    private void waits_for_the_build_of_a_killed_script(Map<String, String> environment)
            throws Exception {
        write("hold", "");
        Path out = root.resolve("first.out");
        Process first = start(out, environment, "up");
        await(() -> calls().contains("begin"));
        first.destroyForcibly().waitFor();

        Path told = root.resolve("second.out");
        Process second = start(told, environment, "up");
        await(() -> Files.readString(told).contains("that was killed"));
        assertThat(calls()).filteredOn("begin"::equals).as("none beside it").hasSize(1);
        Files.delete(root.resolve("hold"));

        assertThat(second.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        List<String> calls = calls();
        assertThat(calls.subList(0, 4)).containsExactly("begin", "end", "begin", "end");
        assertThat(calls.getLast()).endsWith("lab.cli.Main up");
        assertThat(Files.readAllLines(told))
                .filteredOn(line -> line.contains("waiting for it"))
                .hasSize(1);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ENDS_WITHIN_SECONDS);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private String run(Map<String, String> environment, String... arguments) throws Exception {
        Path out = Files.createTempFile(root, "run", ".out");
        Process process = start(out, environment, arguments);
        assertThat(process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return Files.readString(out);
    }

    private Process start(Path out, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of("/bin/bash", root.resolve("lab").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LAB_"));
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        builder.environment().put("CALLS", root.resolve("calls").toString());
        builder.environment().put("HOLD", root.resolve("hold").toString());
        builder.environment()
                .merge("PATH", root.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private List<String> calls() throws IOException {
        Path calls = root.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls, UTF_8) : List.of();
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void executable(String name, String text) throws IOException {
        write(name, text);
        assertThat(root.resolve(name).toFile().setExecutable(true)).isTrue();
    }
}
