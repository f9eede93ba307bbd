package lab.launcher.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lab.launcher.directory.Ports;
import lab.launcher.query.AnswerSink;
import lab.launcher.query.Column;
import lab.launcher.service.LabService;
import lab.servicekit.http.Json;
import lab.servicekit.http.TokenFile;
import lab.testports.TestPorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the official SDK's own client, against a lab's REST on loopback. */
class LabMcpIT {
    private final Map<String, String> lab = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private final Rest rest = new Rest();
    @TempDir private Path folder;
    private TokenFile token = TokenFile.openOrCreate(Path.of("target", "unset-token"));

    /** A lab that may be stopped, with three rows in each table. */
    private static final class Rest implements LabRest {
        private volatile int offset = -1;

        @Override
        public Ports ports() throws ToolException {
            if (offset < 0) {
                throw new ToolException("no lab runs; start one with ./lab up");
            }
            return new Ports(offset);
        }

        @Override
        public void sql(String statement, Duration patience, AnswerSink sink)
                throws ToolException, InterruptedException {
            try {
                sink.head(List.of(new Column("n", "INT")), AnswerSink.Kind.ROWS);
                for (int i = 0; i < 3; i++) {
                    sink.row("+I", List.of(i));
                }
                sink.end();
            } catch (IOException e) {
                assertThat(e).isInstanceOf(EnoughException.class);
            }
        }
    }

    @BeforeEach
    void serve() throws IOException {
        token = TokenFile.openOrCreate(folder.resolve("token"));
        var ports = new Ports(TestPorts.one() - new Ports(0).console());
        for (int port : List.of(ports.console(), LabService.CONSENSUS.on(ports))) {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.createContext("/", this::handle);
            server.start();
            servers.add(server);
        }
        rest.offset = ports.offset();
        lab.put("/api/prices", "[{\"pair\":\"BTC-USD\",\"price\":\"64000.10\"}]");
        lab.put("/api/why/momentum/m-1", "{\"outcome\":\"FILLED\"}");
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            String answer = lab.get(exchange.getRequestURI().getPath());
            byte[] bytes =
                    (answer == null ? "{\"detail\":\"account: must be one of another\"}" : answer)
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private McpSyncClient client(LabMcp.Served served, String secret) {
        var transport =
                HttpClientStreamableHttpTransport.builder(
                                "http://127.0.0.1:" + served.http().port())
                        .endpoint("/mcp")
                        .jsonMapper(LabMcp.mapper())
                        .requestBuilder(
                                HttpRequest.newBuilder()
                                        .header("Authorization", "Bearer " + secret))
                        .build();
        return McpClient.sync(transport)
                .requestTimeout(Duration.ofSeconds(60))
                .initializationTimeout(Duration.ofSeconds(60))
                .build();
    }

    private static CallToolResult call(
            McpSyncClient client, String tool, Map<String, Object> arguments) {
        return client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().getFirst()).text();
    }

    @Test
    void the_sdks_client_lists_the_tools_and_calls_them_over_http() throws Exception {
        try (LabMcp.Served served = new LabMcp(rest).serve(0, token);
                McpSyncClient client = client(served, token.value())) {
            client.initialize();
            assertThat(client.getServerInfo().name()).isEqualTo("tidemark");
            assertThat(client.listTools().tools())
                    .allMatch(tool -> tool.annotations().readOnlyHint())
                    .extracting(Tool::name)
                    .containsExactlyInAnyOrder(
                            "status",
                            "prices",
                            "candles",
                            "signals",
                            "commentary",
                            "positions",
                            "trades",
                            "why",
                            "audit",
                            "sql",
                            "runs");
            assertThat(text(call(client, "prices", Map.of()))).contains("64000.10");
            assertThat(text(call(client, "why", Map.of("account", "momentum", "order_id", "m-1"))))
                    .isEqualTo("{\"outcome\":\"FILLED\"}");

            CallToolResult unknown =
                    call(client, "why", Map.of("account", "momentum", "order_id", "m-2"));
            assertThat(unknown.isError()).isTrue();
            assertThat(text(unknown)).contains("account: must be one of another");
            assertThat(call(client, "why", Map.of("account", "momentum")).isError()).isTrue();
            CallToolResult sly =
                    call(client, "candles", Map.of("pair", "BTC-USD/../../killswitch"));
            assertThat(sly.isError()).isTrue();
            assertThat(asked)
                    .allMatch(it -> it.startsWith("GET "))
                    .noneMatch(it -> it.contains(".."));

            String rows = text(call(client, "sql", Map.of("query", "SELECT n FROM t", "rows", 2)));
            assertThat(Json.mapper().readTree(rows).path("rows")).hasSize(2);
            assertThat(Json.mapper().readTree(rows).path("more").asBoolean()).isTrue();
            CallToolResult drop = call(client, "sql", Map.of("query", "DROP TABLE t"));
            assertThat(drop.isError()).isTrue();
            assertThat(text(drop)).contains("must be a query");

            lab.put("/api/prices", "[\"" + "x".repeat(LabMcp.TEXT_MAX) + "\"]");
            assertThat(text(call(client, "prices", Map.of()))).contains("ask for less");

            rest.offset = -1;
            CallToolResult stopped = call(client, "prices", Map.of());
            assertThat(stopped.isError()).isTrue();
            assertThat(text(stopped)).isEqualTo("no lab runs; start one with ./lab up");
        }
    }

    @Test
    void nobody_is_answered_without_the_token_or_under_another_name() throws Exception {
        try (LabMcp.Served served = new LabMcp(rest).serve(0, token);
                McpSyncClient client = client(served, "another");
                HttpClient http = HttpClient.newHttpClient()) {
            assertThatThrownBy(client::initialize).isNotNull();
            URI uri = URI.create("http://127.0.0.1:%d/mcp".formatted(served.http().port()));
            HttpRequest.Builder bare =
                    HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString("{}"));
            assertThat(send(http, bare.build())).isEqualTo(401);
            bare.header("Authorization", "Bearer " + token.value());
            assertThat(send(http, bare.build())).as("no message of the protocol").isEqualTo(400);
            assertThat(send(http, HttpRequest.newBuilder(uri).build())).isEqualTo(405);
        }
    }

    private static int send(HttpClient http, HttpRequest request) throws Exception {
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void over_standard_input_and_output_each_line_is_a_message() throws Exception {
        var toServer = new PipedOutputStream();
        var fromServer = new PipedInputStream(1 << 20);
        try (AutoCloseable _ =
                        new LabMcp(rest)
                                .serve(
                                        new PipedInputStream(toServer, 1 << 16),
                                        new PipedOutputStream(fromServer));
                var lines =
                        new BufferedReader(
                                new InputStreamReader(fromServer, StandardCharsets.UTF_8))) {
            say(
                    toServer,
                    """
                    {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
                    "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
                    """);
            assertThat(lines.readLine()).contains("\"id\":1", "tidemark", "no real money");
            say(toServer, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            say(
                    toServer,
                    "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"prices\",\"arguments\":{}}}");
            assertThat(lines.readLine()).contains("\"id\":2", "64000.10");
            toServer.close();
        }
    }

    private static void say(PipedOutputStream to, String message) throws IOException {
        to.write((message + "\n").getBytes(StandardCharsets.UTF_8));
        to.flush();
    }
}
