package lab.launcher.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import lab.servicekit.http.Json;
import lab.testports.TestPorts;

/** Prometheus with the configuration that we ship, beside a lab of other ports. */
public final class RealPrometheus implements AutoCloseable {
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(20);
    private static final Pattern TARGET = Pattern.compile("localhost:(\\d+)");

    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private RealPrometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Empty, with a word, where there is none on this machine. */
    public static Optional<RealPrometheus> start(Path dir, int portOffset) throws IOException {
        Optional<Path> program = Repository.program("prometheus");
        if (program.isEmpty()) {
            System.out.println(
                    "prometheus is not here (Debian's package has it): nothing scrapes the lab");
            return Optional.empty();
        }
        Path folder = Files.createDirectories(dir.resolve("prometheus"));
        Files.createDirectories(folder.resolve("rules"));
        Files.copy(Repository.ROOT.resolve(AlertRules.FILE), folder.resolve("rules/tidemark.yml"));
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(
                config,
                TARGET.matcher(Repository.text("prometheus/prometheus.yml"))
                        .replaceAll(found ->
                                "localhost:" + (Integer.parseInt(found.group(1)) + portOffset))
                        .replace("scrape_interval: 5s", "scrape_interval: 1s")
                        .replace("evaluation_interval: 15s", "evaluation_interval: 1s"));
        int port = TestPorts.first(first -> List.of(first));
        Process process =
                new ProcessBuilder(
                                program.get().toString(),
                                "--config.file=" + config,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        return Optional.of(new RealPrometheus(process, port));
    }

    /** The jobs whose targets answer. */
    public List<String> jobsUp() {
        List<String> jobs = new ArrayList<>();
        query("up == 1")
                .ifPresent(data ->
                        data.path("result")
                                .forEach(each ->
                                        jobs.add(each.path("metric").path("job").asText())));
        return jobs.stream().sorted().toList();
    }

    /** Queries of dashboards and rules that Prometheus does not understand or cannot answer. */
    public List<String> refusedQueries() throws IOException {
        List<String> refused = new ArrayList<>();
        for (AlertRules.Rule rule : AlertRules.read()) {
            if (query(rule.expression()).isEmpty()) {
                refused.add(rule.alert());
            }
        }
        for (Dashboard dashboard : Dashboard.all()) {
            dashboard
                    .expressions()
                    .forEach((where, expression) -> {
                        if (query(Dashboard.filled(expression)).isEmpty()) {
                            refused.add(where);
                        }
                    });
        }
        return refused;
    }

    private Optional<JsonNode> query(String expression) {
        var uri =
                URI.create(
                        "http://127.0.0.1:%d/api/v1/query?query=%s"
                                .formatted(
                                        port,
                                        URLEncoder.encode(expression, StandardCharsets.UTF_8)));
        try {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? Optional.of(Json.mapper().readTree(answer.body()).path("data"))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        try {
            if (!process.waitFor(CLOSES_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
