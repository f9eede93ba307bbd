package lab.servicekit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import lab.servicekit.Health;
import lab.servicekit.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class HttpServiceIT {
    record Order(String pair, int lots) {}

    private final Health health = new Health(() -> Instant.parse("2026-11-21T10:00:00Z"));
    private final HttpClient client = HttpClient.newHttpClient();
    @TempDir private Path folder;
    private TokenFile token;
    private HttpService service;

    @BeforeEach
    void start() {
        token = TokenFile.openOrCreate(folder.resolve("token"));
        service =
                HttpService.named("test", HttpConfig.loopback(0))
                        .health(health)
                        .metrics(Metrics.registry())
                        .token(token)
                        .openApi(HttpServiceIT.class, "openapi-test.json")
                        .routes(HttpServiceIT::routes)
                        .page("lab/servicekit/http/page")
                        .start();
    }

    @AfterEach
    void stop() {
        service.close();
        client.close();
    }

    private static void routes(Router router) {
        router.json("/api/pairs/{pair}", request -> Map.of("pair", request.segment("pair")))
                .json("/api/minutes", request -> request.parameter("minutes", 60, 1, 1440))
                .json(
                        "/api/broken",
                        request -> {
                            throw new IllegalStateException("the password is hunter2");
                        })
                .post(
                        "/api/orders",
                        (request, response) ->
                                response.send(
                                        Json.write(new RequestView(request).body(Order.class))))
                .events(
                        "/api/stream",
                        (stream, request) -> {
                            int number = 0;
                            do {
                                stream.send("number", Map.of("number", number++));
                            } while (stream.pause(Duration.ofMillis(5)));
                        });
    }

    @Test
    void health_is_503_with_reasons_until_every_part_is_up() throws Exception {
        health.part("feed").down("no frame for 9 s");
        HttpResponse<String> down = get("/api/health");
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(down.body())
                .isEqualTo(
                        "{\"status\":\"unavailable\",\"parts\":[{\"part\":\"feed\",\"state\":\"DOWN\","
                                + "\"reason\":\"no frame for 9 s\",\"since\":\"2026-11-21T10:00:00Z\"}]}");

        health.part("feed").up();
        assertThat(get("/api/health").statusCode()).isEqualTo(200);
    }

    @Test
    void metrics_and_the_api_document_are_served() throws Exception {
        get("/api/pairs/BTC-USD");
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.headers().firstValue("content-type").orElseThrow())
                .startsWith("text/plain");
        assertThat(metrics.body())
                .contains("lab_test_http_requests_total{status=\"2xx\"} 1.0")
                .contains("jvm_memory_used_bytes");
        assertThat(get("/openapi").body()).contains("\"openapi\"");
    }

    @Test
    void routes_answer_json_and_the_page_is_at_the_root() throws Exception {
        assertThat(get("/api/pairs/BTC-USD").body()).isEqualTo("{\"pair\":\"BTC-USD\"}");
        assertThat(get("/api/minutes?minutes=5").body()).isEqualTo("5");
        HttpResponse<String> page = get("/");
        assertThat(page.body()).contains("<title>a page</title>");
        assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
    }

    @Test
    void a_page_that_has_not_changed_is_not_sent_again() throws Exception {
        var headers = get("/index.html").headers();
        assertThat(headers.firstValue("cache-control")).contains("no-cache");
        String tag = headers.firstValue("etag").orElseThrow();

        HttpResponse<String> again = send(request("/index.html").header("If-None-Match", tag));

        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void every_answer_tells_the_browser_to_load_from_here_alone() throws Exception {
        for (String path : new String[] {"/", "/api/health", "/api/absent"}) {
            var headers = get(path).headers();
            assertThat(headers.firstValue("content-security-policy").orElseThrow())
                    .contains("default-src 'none'");
            assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
            assertThat(headers.firstValue("access-control-allow-origin")).isEmpty();
        }
    }

    @Test
    void what_goes_wrong_is_a_problem() throws Exception {
        assertProblem(get("/api/absent"), 404, "Not Found", "/api/absent: is nothing");
        assertProblem(
                get("/api/minutes?minutes=x"), 400, "Bad Request", "whole number from 1 to 1440");
        assertProblem(get("/api/minutes?minutes=1441"), 400, "Bad Request", "was \\\"1441\\\"");
        HttpResponse<String> notAllowed =
                send(request("/api/minutes").DELETE().header("Authorization", bearer()));
        assertProblem(notAllowed, 405, "Method Not Allowed", "allows GET, was DELETE");
        assertThat(notAllowed.headers().firstValue("allow")).contains("GET");
    }

    @Test
    void a_parameter_that_no_answer_asks_for_is_refused_by_name() throws Exception {
        assertThat(get("/api/minutes?minutes=5").statusCode()).isEqualTo(200);
        assertProblem(
                get("/api/minutes?minuts=5"),
                400,
                "Bad Request",
                "minuts: must be a parameter of /api/minutes, which has minutes");
        assertProblem(
                get("/api/pairs/BTC-USD?as_of=now"),
                400,
                "Bad Request",
                "as_of: must be a parameter");
    }

    @Test
    void an_error_of_ours_is_a_problem_that_tells_nothing_of_it() throws Exception {
        HttpResponse<String> broken = get("/api/broken");

        assertProblem(broken, 500, "Internal Server Error", "its log says which");
        assertThat(broken.body()).doesNotContain("hunter2");
    }

    @Test
    void whoever_changes_something_shows_the_token() throws Exception {
        String order = "{\"pair\":\"BTC-USD\",\"lots\":3}";
        HttpResponse<String> nobody =
                send(request("/api/orders").POST(BodyPublishers.ofString(order)));
        assertProblem(nobody, 401, "Unauthorized", "bearer token");
        assertThat(nobody.headers().firstValue("www-authenticate")).contains("Bearer");
        assertProblem(
                send(
                        request("/api/orders")
                                .POST(BodyPublishers.ofString(order))
                                .header("Authorization", "Bearer nonsense")),
                401,
                "Unauthorized",
                "bearer token");

        HttpResponse<String> admitted = post(order);
        assertThat(admitted.statusCode()).isEqualTo(200);
        assertThat(admitted.body()).isEqualTo(order);
    }

    @Test
    void a_body_that_is_no_json_or_too_long_is_refused() throws Exception {
        assertProblem(post("{\"pair\":"), 400, "Bad Request", "body: must be JSON");
        assertProblem(post("\0\0\uffff{"), 400, "Bad Request", "body: must be JSON");
        assertThat(
                        raw(
                                """
                                POST /api/orders HTTP/1.1\r
                                Host: 127.0.0.1:%d\r
                                Authorization: %s\r
                                Content-Length: %d\r
                                Connection: close\r
                                \r
                                """
                                        .formatted(
                                                service.port(),
                                                bearer(),
                                                RequestView.BODY_BYTES_MAX + 1)))
                .startsWith("HTTP/1.1 413")
                .containsIgnoringCase("content-type: application/problem+json");
    }

    @Test
    void who_asks_under_another_name_is_turned_away() throws Exception {
        assertThat(rawStatus("evil.example:" + service.port())).contains("421");
        assertThat(rawStatus("localhost.evil.example")).contains("421");
        assertThat(rawStatus("127.0.0.1:" + service.port())).contains("200");
        assertThat(rawStatus("[::1]:" + service.port())).contains("200");
    }

    @Test
    void events_flow_until_the_service_goes() throws Exception {
        HttpResponse<Stream<String>> stream =
                client.send(request("/api/stream").build(), BodyHandlers.ofLines());
        assertThat(stream.headers().firstValue("content-type").orElseThrow())
                .startsWith("text/event-stream");
        var lines = stream.body().iterator();
        assertThat(lines.next()).isEqualTo("event:number");
        assertThat(lines.next()).isEqualTo("data:{\"number\":0}");

        service.close();

        // Ends, where a stream that nobody closes would run into the time limit
        while (lines.hasNext()) {
            assertThat(lines.next()).isNotNull();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(
                request("/api/orders")
                        .POST(BodyPublishers.ofString(body))
                        .header("Authorization", bearer()));
    }

    private String bearer() {
        return "Bearer " + token.value();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(service.port(), path)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private String rawStatus(String host) throws IOException {
        return raw("GET /api/pairs/X HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                        .formatted(host))
                .lines()
                .findFirst()
                .orElse("");
    }

    /**
     * The head of an answer. The JDK's client lets one choose neither the name nor when the body is
     * sent.
     */
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
                OutputStream out = socket.getOutputStream();
                var in =
                        new BufferedReader(
                                new InputStreamReader(
                                        socket.getInputStream(), StandardCharsets.US_ASCII))) {
            socket.setSoTimeout(20_000);
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            var head = new StringBuilder();
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                head.append(line).append('\n');
                line = in.readLine();
            }
            return head.toString();
        }
    }

    private static void assertProblem(
            HttpResponse<String> response, int status, String title, String detail) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type").orElseThrow())
                .startsWith("application/problem+json");
        assertThat(response.body())
                .contains("\"type\":\"about:blank\"")
                .contains("\"title\":\"%s\"".formatted(title))
                .contains("\"status\":%d".formatted(status))
                .contains(detail);
    }
}
