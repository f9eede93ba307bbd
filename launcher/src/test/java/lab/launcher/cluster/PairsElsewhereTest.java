package lab.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import lab.servicekit.http.HttpConfig;
import lab.servicekit.http.HttpService;
import lab.servicekit.http.Problem;
import lab.servicekit.http.TokenFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairsElsewhereTest {
    @TempDir private Path dir;

    private final List<String> pairs = new CopyOnWriteArrayList<>(List.of("BTC-USD"));

    @Test
    void the_poller_is_asked_and_changes_its_pairs_for_whoever_has_the_token() throws Exception {
        TokenFile token = TokenFile.openOrCreate(dir.resolve("token"));
        try (HttpService poller = poller(token);
                var elsewhere = new PairsElsewhere(poller.port(), token);
                HttpService console = console(token, elsewhere)) {
            assertThat(ask(console, "GET", "", "").body()).isEqualTo("[\"BTC-USD\"]");
            assertThat(ask(console, "POST", "/SOL-USD", token.value()).body())
                    .isEqualTo("[\"BTC-USD\",\"SOL-USD\"]");
            assertThat(ask(console, "POST", "/ADA-USD", "").statusCode()).isEqualTo(401);

            HttpResponse<String> refused = ask(console, "DELETE", "/BTC-USD", token.value());
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("BTC-USD: it must stay");
        }
        assertThat(pairs).containsExactly("BTC-USD", "SOL-USD");
    }

    @Test
    void a_poller_that_is_gone_is_said_to_be() throws Exception {
        TokenFile token = TokenFile.openOrCreate(dir.resolve("token"));
        int port;
        try (HttpService poller = poller(token)) {
            port = poller.port();
        }
        try (var elsewhere = new PairsElsewhere(port, token);
                HttpService console = console(token, elsewhere)) {
            HttpResponse<String> gone = ask(console, "GET", "", "");
            assertThat(gone.statusCode()).isEqualTo(503);
            assertThat(gone.body()).contains("the poller must answer");
        }
    }

    private HttpService poller(TokenFile token) {
        return HttpService.named("poller", HttpConfig.loopback(0))
                .token(token)
                .routes(router ->
                        router.json("/api/pairs", _ -> pairs)
                                .post(
                                        "/api/pairs/{pair}",
                                        (request, response) -> {
                                            pairs.add(request.path().pathParameters().get("pair"));
                                            response.send("[\"BTC-USD\",\"SOL-USD\"]");
                                        })
                                .delete(
                                        "/api/pairs/{pair}",
                                        (_, _) -> {
                                            throw Problem.of(409, "BTC-USD: it must stay")
                                                    .asException();
                                        }))
                .start();
    }

    private static HttpService console(TokenFile token, PairsElsewhere elsewhere) {
        return HttpService.named("console", HttpConfig.loopback(0))
                .token(token)
                .routes(elsewhere)
                .start();
    }

    private static HttpResponse<String> ask(
            HttpService console, String method, String path, String token) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(console.uri().resolve("/api/pairs" + path))
                        .header("Authorization", "Bearer " + token)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
