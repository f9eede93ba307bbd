package lab.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.launcher.directory.LabException;
import lab.launcher.query.AnswerSink;
import lab.launcher.query.Column;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;
import org.jspecify.annotations.Nullable;

/** Asks a running lab over HTTP. */
public final class LabClient implements AutoCloseable {
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(2);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    /** It may have to ask an exchange first. */
    private static final Duration CHANGES_WITHIN = Duration.ofSeconds(30);

    private final RunningLab lab;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTS_WITHIN)
                    .build();

    public LabClient(RunningLab lab) {
        this.lab = lab;
    }

    /** The status document as it came. */
    public JsonNode status() throws LabException, InterruptedException {
        return get("/api/status");
    }

    /** What the lab answers to a question, as it came. */
    public JsonNode get(String path) throws LabException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path)).timeout(ANSWERS_WITHIN).build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() != 200) {
                throw problem(response.statusCode(), response.body());
            }
            return Json.mapper().readTree(response.body());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Who comments on the market; nothing while the analyst does not answer. */
    public Optional<JsonNode> commentary() throws InterruptedException {
        URI analyst = URI.create("http://localhost:%d/api/analyst".formatted(lab.analystPort()));
        HttpRequest request = HttpRequest.newBuilder(analyst).timeout(ANSWERS_WITHIN).build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return response.statusCode() == 200
                    ? Optional.of(Json.mapper().readTree(response.body()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What a service says of its health on its own port; nothing while nobody answers there. */
    public Optional<ServiceStatus.Said> health(int port) throws InterruptedException {
        URI health = URI.create("http://localhost:%d/api/health".formatted(port));
        HttpRequest request = HttpRequest.newBuilder(health).timeout(ANSWERS_WITHIN).build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            var said =
                    new ServiceStatus.Said(
                            response.headers().firstValueAsLong("Lab-Process"),
                            Json.mapper().readTree(response.body()));
            return Optional.of(said).filter(it -> it.health().path("status").isTextual());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Has the lab change something that it says nothing of. */
    public void post(String path) throws LabException, InterruptedException {
        var _ = change("POST", path);
    }

    /**
     * Has the lab change something.
     *
     * @return its answer; a missing node if it is empty
     */
    public JsonNode change(String method, String path) throws LabException, InterruptedException {
        String token = TokenFile.openOrCreate(lab.data().token()).value();
        HttpRequest request =
                HttpRequest.newBuilder(uri(path))
                        .timeout(CHANGES_WITHIN)
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() / 100 != 2) {
                throw problem(response.statusCode(), response.body());
            }
            return Json.mapper().readTree(response.body());
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    /** Runs a statement and hands its answer on as it comes. */
    public void sql(String statement, boolean follow, Optional<String> branch, AnswerSink sink)
            throws LabException, InterruptedException, IOException {
        String token = TokenFile.openOrCreate(lab.data().token()).value();
        Map<String, Object> asked = new HashMap<>();
        asked.put("statement", statement);
        asked.put("follow", follow);
        branch.ifPresent(name -> asked.put("branch", name));
        String question = Json.write(asked);
        HttpRequest request =
                HttpRequest.newBuilder(uri("/api/sql"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(question))
                        .build();
        HttpResponse<InputStream> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw unreachable(e);
        }
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw problem(
                        response.statusCode(),
                        new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
            new AnswerReader(sink).read(body);
        }
    }

    private URI uri(String path) {
        return URI.create("http://localhost:%d%s".formatted(lab.consolePort(), path));
    }

    private LabException unreachable(IOException e) {
        return new LabException(
                "lab (pid %d): it must answer on port %d, %s; it may be starting still"
                        .formatted(lab.pid(), lab.consolePort(), LabException.reason(e)),
                e);
    }

    private static LabException problem(int status, String body) {
        try {
            JsonNode detail = Json.mapper().readTree(body).path("detail");
            return new LabException(
                    detail.isTextual() ? detail.asText() : "lab: it answered " + status);
        } catch (JsonProcessingException e) {
            return new LabException("lab: it answered " + status, e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** Turns lines of JSON back into an answer. */
    private record AnswerReader(AnswerSink sink) {

        void read(InputStream body) throws LabException, IOException {
            var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.isBlank()) {
                    continue; // the lab finds out whether we are still here
                }
                JsonNode node = Json.mapper().readTree(line);
                if (node.has("error")) {
                    throw new LabException(node.get("error").asText());
                }
                if (node.has("end")) {
                    sink.end();
                    return;
                }
                if (node.has("columns")) {
                    sink.head(columns(node.get("columns")), kind(node));
                } else {
                    sink.row(node.path("change").asText(), values(node.get("row")));
                }
            }
            throw new LabException("sql: an answer must end, the lab went away in the middle");
        }

        private static AnswerSink.Kind kind(JsonNode node) {
            return AnswerSink.Kind.valueOf(node.path("kind").asText());
        }

        private static List<Column> columns(JsonNode nodes) {
            List<Column> columns = new ArrayList<>();
            nodes.forEach(node ->
                    columns.add(
                            new Column(node.path("name").asText(), node.path("type").asText())));
            return columns;
        }

        private static List<@Nullable Object> values(JsonNode nodes)
                throws JsonProcessingException {
            List<@Nullable Object> values = new ArrayList<>();
            for (JsonNode node : (ArrayNode) nodes) {
                values.add(Json.mapper().treeToValue(node, Object.class));
            }
            return values;
        }
    }
}
