package lab.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Optional;
import lab.cli.LabCommandLine;
import lab.cli.client.ExitCode;
import lab.consensus.desk.KillSwitch;
import lab.launcher.TestOffset;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Ports;
import lab.launcher.process.ControlFile;
import lab.launcher.service.LabService;
import lab.servicekit.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code status} makes of a lab, and of what answers on its services' ports. */
@Timeout(300)
class StatusCommandIT {
    private static final long SELF = ProcessHandle.current().pid();

    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<HttpServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void services_apart_and_the_kill_switch_are_told() throws Exception {
        var ports = new Ports(TestOffset.any());
        runningLab(ports);
        serve(ports.console(), "/api/status", 200, SELF, "{\"healthy\": true}");
        serve(
                LabService.CONSENSUS.on(ports),
                "/api/health",
                200,
                SELF,
                "{\"status\":\"ok\",\"parts\":[]}");
        HttpServer analyst =
                serve(
                        LabService.ANALYST.on(ports),
                        "/api/health",
                        503,
                        SELF + 1,
                        """
                        {"status":"unavailable","parts":[
                          {"part":"bus","state":"DOWN","reason":"the broker is gone"},
                          {"part":"candles","state":"UP","reason":""}]}
                        """);
        var clock = InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));
        new KillSwitch(new DataDir(folder).desk(), clock).engage(Optional.of("odd fills"));

        assertThat(status()).isEqualTo(ExitCode.FAILED);
        assertThat(text())
                .contains(
                        "lancer     not running",
                        "analyst    apart        NOT HEALTHY; bus: the broker is gone",
                        "consensus  in the lab   ok",
                        "kill switch engaged since 2026-11-21T10:00:00Z (odd fills)");

        analyst.stop(0);
        assertThat(status("--json")).as("left out, and not running").isEqualTo(ExitCode.DONE);
        var json = Json.mapper().readTree(text());
        assertThat(json.path("services").path(1).path("runs").asText()).isEqualTo("not running");
        assertThat(json.path("killswitch").path("engaged").asBoolean()).isTrue();
    }

    @Test
    void a_service_that_ran_apart_and_died_is_missed_until_it_is_stopped_or_runs_again()
            throws Exception {
        var ports = new Ports(TestOffset.any());
        runningLab(ports);
        serve(ports.console(), "/api/status", 200, SELF, "{\"healthy\": true}");
        serve(
                LabService.CONSENSUS.on(ports),
                "/api/health",
                200,
                SELF,
                "{\"status\":\"ok\",\"parts\":[]}");
        ranApart("analyst", SELF, "1999-01-01T00:00:00Z");

        assertThat(status()).isEqualTo(ExitCode.FAILED);
        assertThat(text())
                .contains(
                        "analyst    died         NOT HEALTHY; its process %d ended without being stopped; ./lab service analyst --data %s starts it again"
                                .formatted(SELF, folder),
                        "lancer     not running");

        ranApart("analyst", SELF, selfStarted().toString());
        assertThat(status()).isEqualTo(ExitCode.FAILED);
        assertThat(text()).contains("analyst    apart        NOT HEALTHY; its process");

        serve(
                LabService.ANALYST.on(ports),
                "/api/health",
                200,
                SELF + 1,
                "{\"status\":\"ok\",\"parts\":[]}");
        assertThat(status()).as("runs again").isEqualTo(ExitCode.DONE);
    }

    @Test
    void a_note_of_a_newer_version_is_refused_with_the_command() throws Exception {
        var ports = new Ports(TestOffset.any());
        runningLab(ports);
        serve(ports.console(), "/api/status", 200, SELF, "{\"healthy\": true}");
        Files.writeString(folder.resolve("service-lancer.json"), "{\"format\":2}");

        assertThat(status()).isEqualTo(ExitCode.FAILED);
        assertThat(text())
                .contains("service-lancer.json: it must have format 1, has 2")
                .contains("./lab service lancer --data");
    }

    private void ranApart(String service, long pid, String started) throws IOException {
        Files.writeString(
                folder.resolve("service-%s.json".formatted(service)),
                "{\"format\":1,\"pid\":%d,\"process_started\":\"%s\"}".formatted(pid, started));
    }

    private static Instant selfStarted() {
        return ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH);
    }

    private HttpServer serve(int port, String path, int status, long pid, String body)
            throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(
                path,
                exchange -> {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Lab-Process", Long.toString(pid));
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        server.start();
        servers.add(server);
        return server;
    }

    /** This process stands for a lab. */
    private void runningLab(Ports ports) throws Exception {
        new DataDir(folder).prepare();
        var control = new ControlFile(SELF, selfStarted(), ports.offset(), ports.console());
        Files.writeString(new DataDir(folder).controlFile(), Json.write(control));
    }

    private int status(String... options) {
        out.reset();
        List<String> arguments = new ArrayList<>(List.of("status", "--data", folder.toString()));
        arguments.addAll(List.of(options));
        return new LabCommandLine(
                        InstantSource.system(), new PrintStream(out), new PrintStream(out))
                .run(arguments.toArray(String[]::new));
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
