package lab.flink.connector.iggy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lab.iggy.embedded.StandaloneBroker;

/** A main class of the test's class path in a process of its own, which is there to be killed. */
public final class JavaProcess {

    private JavaProcess() {}

    /** An embedded broker that listens when this returns. */
    public static Process broker(TestServer server, Path directory) throws IOException {
        Process broker =
                builder(
                                server,
                                StandaloneBroker.class,
                                directory.toString(),
                                Integer.toString(server.port()))
                        .start();
        try (BufferedReader output = broker.inputReader()) {
            assertThat(output.lines().anyMatch(line -> line.startsWith("listening on "))).isTrue();
        }
        return broker;
    }

    public static Process start(TestServer server, Class<?> main, String... arguments)
            throws IOException {
        return builder(server, main, arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** As by {@code kill -9}. */
    public static void kill(Process process) throws InterruptedException {
        assertThat(process.destroyForcibly().waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    private static ProcessBuilder builder(TestServer server, Class<?> main, String... arguments) {
        var command =
                new ArrayList<String>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                main.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("IGGY_ROOT_USERNAME", server.username());
        builder.environment().put("IGGY_ROOT_PASSWORD", server.password());
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
