package lab.launcher.cluster;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import lab.domain.Pair;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;
import lab.servicekit.http.Problem;
import lab.servicekit.http.ProblemException;
import lab.servicekit.http.RequestView;
import lab.servicekit.http.Router;
import lab.servicekit.http.TokenFile;

/** The pairs that the poller's process follows: asked of it, and changed by it. */
final class PairsElsewhere implements Router.Routes, AutoCloseable {
    private static final String PATH = "/api/pairs";
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(2);

    /** The poller asks the exchange whether it lists a pair. */
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTS_WITHIN)
                    .build();

    private final int port;
    private final TokenFile token;

    PairsElsewhere(int port, TokenFile token) {
        this.port = port;
        this.token = token;
    }

    @Override
    public void addTo(Router router) {
        router.get(PATH, (_, response) -> pass("GET", PATH, response))
                .post(PATH + "/{pair}", (request, response) -> change("POST", request, response))
                .delete(
                        PATH + "/{pair}",
                        (request, response) -> change("DELETE", request, response));
    }

    private void change(String method, ServerRequest request, ServerResponse response) {
        Pair pair = new RequestView(request).pair();
        pass(method, PATH + '/' + pair, response);
    }

    private void pass(String method, String path, ServerResponse response) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                        .timeout(ANSWERS_WITHIN)
                        .header("Authorization", "Bearer " + token.value())
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        try {
            HttpResponse<String> answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() / 100 != 2) {
                throw Problem.of(
                                answer.statusCode(),
                                Json.mapper().readTree(answer.body()).path("detail").asText())
                        .asException();
            }
            response.header(HeaderValues.CONTENT_TYPE_JSON);
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
            response.send(answer.body());
        } catch (IOException e) {
            throw ProblemException.unavailable(
                    "pairs: the poller must answer, " + LabException.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("pairs: the console is closing");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
