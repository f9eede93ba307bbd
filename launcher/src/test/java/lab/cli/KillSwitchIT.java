package lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import lab.cli.client.ExitCode;
import lab.consensus.desk.KillSwitch;
import lab.launcher.TestOffset;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.process.ControlFile;
import lab.launcher.service.LabService;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kill} and {@code resume} ask of a desk, and what they make of its answers. */
@Timeout(300)
class KillSwitchIT {
    private static final String ENGAGED =
            """
            {"engaged":true,"trading_enabled":false,"since":"2026-11-21T10:00:00Z","reason":"odd fills"}\
            """;
    private static final String RELEASED =
            """
            {"engaged":false,"trading_enabled":true,"since":"2026-11-21T10:05:00Z"}\
            """;

    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();
    private final Ports ports = new Ports(TestOffset.any());
    private HttpServer desk;
    private volatile int status = 200;
    private volatile String answer = ENGAGED;

    @BeforeEach
    void startDesk() throws Exception {
        new DataDir(folder).prepare();
        var address =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), LabService.CONSENSUS.on(ports));
        desk = HttpServer.create(address, 0);
        desk.createContext("/api/killswitch", this::handle);
        desk.start();
        runningLab();
    }

    @AfterEach
    void stopDesk() {
        desk.stop(0);
    }

    @Test
    void kill_engages_the_switch_with_the_labs_token_and_a_reason() {
        assertThat(run("kill", "--reason", "odd \"fills\"")).isEqualTo(ExitCode.DONE);

        assertThat(out())
                .contains("engaged since 2026-11-21T10:00:00Z (odd fills)")
                .hasLineCount(1);
        assertThat(asked)
                .containsExactly("POST Bearer " + token() + " {\"reason\":\"odd \\\"fills\\\"\"}");
    }

    @Test
    void resume_releases_the_switch_with_the_labs_token() {
        answer = RELEASED;

        assertThat(run("resume")).isEqualTo(ExitCode.DONE);

        assertThat(out()).contains("released since 2026-11-21T10:05:00Z").hasLineCount(1);
        assertThat(asked).containsExactly("DELETE Bearer " + token() + " ");
    }

    @Test
    void as_json_it_is_what_the_switch_says() throws IOException {
        assertThat(run("kill", "--json")).isEqualTo(ExitCode.DONE);
        assertThat(Json.mapper().readTree(out())).isEqualTo(Json.mapper().readTree(ENGAGED));
    }

    @Test
    void a_switch_that_stands_otherwise_afterwards_is_a_failure() {
        answer = RELEASED;
        assertThat(run("kill")).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("must say that it is engaged, said released").hasLineCount(1);

        answer = "<html>";
        assertThat(run("resume")).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("must say that it is released, said nothing of it");
        assertThat(out()).isEmpty();
    }

    @Test
    void what_the_desk_refuses_is_a_failure_with_its_reason() {
        status = 401;
        answer = "{\"detail\":\"token: must be sent\"}";

        assertThat(run("kill")).isEqualTo(ExitCode.FAILED);
        assertThat(err()).contains("answered 401, token: must be sent").hasLineCount(1);
        assertThat(err()).doesNotContain(token());
    }

    @Test
    void a_desk_that_is_not_there_finds_it_engaged_when_it_starts() throws IOException {
        desk.stop(0);

        assertThat(run("kill", "--reason", "odd fills")).isEqualTo(ExitCode.DONE);
        assertThat(out())
                .contains("engaged since", "(odd fills)", "its next start")
                .hasLineCount(1);
        assertThat(onDisk().isEngaged()).isTrue();
        assertThat(onDisk().position().reason()).contains("odd fills");

        assertThat(run("resume")).isEqualTo(ExitCode.DONE);
        assertThat(onDisk().isEngaged()).isFalse();
    }

    @Test
    void so_does_one_of_a_lab_that_does_not_run() throws IOException {
        Files.delete(new DataDir(folder).controlFile());

        assertThat(run("kill", "--json")).isEqualTo(ExitCode.DONE);
        assertThat(Json.mapper().readTree(out()).path("engaged").asBoolean()).isTrue();
        assertThat(onDisk().isEngaged()).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void a_desk_that_runs_obeys_the_file_whoever_wrote_it() throws IOException {
        KillSwitch running = onDisk();
        assertThat(running.isEngaged()).isFalse();
        desk.stop(0);

        assertThat(run("kill", "--reason", "it hangs")).isEqualTo(ExitCode.DONE);
        assertThat(running.isEngaged()).isTrue();
        assertThat(running.position().reason()).contains("it hangs");
        assertThat(run("resume")).isEqualTo(ExitCode.DONE);
        assertThat(running.isEngaged()).isFalse();

        Files.writeString(new DataDir(folder).desk().resolve("killswitch.json"), "{");
        assertThat(running.isEngaged()).as("unreadable").isTrue();
    }

    @Test
    void where_there_is_no_data_directory_nothing_is_made() {
        Path nowhere = folder.resolve("nowhere");
        assertThat(
                        new LabCommandLine(
                                        InstantSource.system(),
                                        new PrintStream(out),
                                        new PrintStream(err))
                                .run("kill", "--data", nowhere.toString()))
                .isEqualTo(ExitCode.NOT_RUNNING);
        assertThat(nowhere).doesNotExist();
    }

    private KillSwitch onDisk() {
        return new KillSwitch(new DataDir(folder).desk(), InstantSource.system());
    }

    /** This process stands for a lab whose desk listens where ours does. */
    private void runningLab() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Instant started = self.info().startInstant().orElse(Instant.EPOCH);
        var control = new ControlFile(self.pid(), started, ports.offset(), ports.console());
        Files.writeString(new DataDir(folder).controlFile(), Json.write(control));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(
                    "%s %s %s"
                            .formatted(
                                    exchange.getRequestMethod(),
                                    exchange.getRequestHeaders().getFirst("Authorization"),
                                    body));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private String token() {
        return TokenFile.openOrCreate(new DataDir(folder).token()).value();
    }

    private int run(String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command, "--data", folder.toString()));
        arguments.addAll(List.of(options));
        return new LabCommandLine(
                        InstantSource.system(), new PrintStream(out), new PrintStream(err))
                .run(arguments.toArray(String[]::new));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
