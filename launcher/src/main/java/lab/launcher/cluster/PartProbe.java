package lab.launcher.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.servicekit.http.Json;

/** Asks parts how they are, each where it listens. */
final class PartProbe implements AutoCloseable {
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(1);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final Ports ports;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTS_WITHIN)
                    .build();

    PartProbe(Ports ports) {
        this.ports = ports;
    }

    /** Why it does not do its work, if so. */
    Optional<String> trouble(Part part) throws InterruptedException {
        int port = part.port(ports);
        try {
            return switch (part.asked()) {
                case PORT -> listens(port);
                case FLINK -> flink(port);
                case FLINK_WORKER -> worker(part, port);
                case HEALTH -> health(port);
            };
        } catch (IOException e) {
            return Optional.of(
                    "it does not answer on port %d, %s".formatted(port, LabException.reason(e)));
        }
    }

    private static Optional<String> listens(int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    (int) CONNECTS_WITHIN.toMillis());
            return Optional.empty();
        }
    }

    private Optional<String> flink(int port) throws IOException, InterruptedException {
        int status = get(port, "/overview").statusCode();
        return status == OK ? Optional.empty() : Optional.of("it answers " + status);
    }

    private Optional<String> worker(Part part, int port) throws IOException, InterruptedException {
        HttpResponse<String> response = get(port, "/taskmanagers");
        if (response.statusCode() != OK) {
            return Optional.of("the job manager answers " + response.statusCode());
        }
        JsonNode known = Json.mapper().readTree(response.body()).path("taskmanagers");
        return StreamSupport.stream(known.spliterator(), false)
                        .anyMatch(each -> each.path("id").asText().equals(part.toString()))
                ? Optional.empty()
                : Optional.of("the job manager does not know it");
    }

    private Optional<String> health(int port) throws IOException, InterruptedException {
        HttpResponse<String> response = get(port, "/api/health");
        if (response.statusCode() == OK) {
            return Optional.empty();
        }
        for (JsonNode part : Json.mapper().readTree(response.body()).path("parts")) {
            if (!part.path("state").asText().equalsIgnoreCase("up")) {
                return Optional.of(
                        "%s: %s"
                                .formatted(
                                        part.path("part").asText(), part.path("reason").asText()));
            }
        }
        return Optional.of("it answers " + response.statusCode());
    }

    private HttpResponse<String> get(int port, String path)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                        .timeout(ANSWERS_WITHIN)
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
