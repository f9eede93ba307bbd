package lab.analyst.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import lab.servicekit.http.Json;
import lab.testports.TestPorts;

/** A server on loopback that speaks Ollama's HTTP, in good and in bad ways. */
public final class FakeOllama implements AutoCloseable {
    public static final String MODEL = "llama3.1:8b";
    public static final String DIGEST =
            "46e0c10c039e019119339687c3c1757cc81b9da49709a3b3924863ba87ca666e";

    private static final String GOOD = "good";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<JsonNode> asked = new ConcurrentLinkedQueue<>();
    private final HttpServer server;
    private volatile Manner manner = Manner.of(GOOD);
    private volatile String models =
            Json.write(
                    Map.of("models", List.of(Map.of("name", MODEL, "digest", DIGEST, "size", 7))));

    /** How it answers a chat. */
    @FunctionalInterface
    public interface Manner {
        void answer(FakeOllama server, HttpExchange exchange, JsonNode question)
                throws IOException, InterruptedException;

        /** With these words, or with a good answer of the facts that it was given. */
        static Manner of(String content) {
            return (server, exchange, question) ->
                    send(exchange, 200, chat(content.equals(GOOD) ? good(question) : content));
        }

        /** With this status and body, whatever they are. */
        static Manner of(int status, String body) {
            return (server, exchange, question) -> send(exchange, status, body);
        }

        /** Not at all, until it is closed. */
        static Manner hanging() {
            return (server, exchange, question) -> server.closing.await();
        }

        /** Begins, and says no more. */
        static Manner hangingHalfway() {
            return (server, exchange, question) -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("{\"model\":".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                server.closing.await();
            };
        }

        /** Promises more than it sends, and goes. */
        static Manner breakingOff() {
            return (server, exchange, question) -> {
                exchange.sendResponseHeaders(200, 1_000);
                exchange.getResponseBody().write("{\"model\":".getBytes(StandardCharsets.UTF_8));
                exchange.close();
            };
        }

        /** Sends and sends. */
        static Manner endless() {
            return (server, exchange, question) -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] block = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
                while (server.closing.getCount() > 0) {
                    exchange.getResponseBody().write(block);
                }
            };
        }

        /** A good answer, late. */
        static Manner slow(long millis) {
            return (server, exchange, question) -> {
                var _ = server.closing.await(millis, TimeUnit.MILLISECONDS);
                send(exchange, 200, chat(good(question)));
            };
        }
    }

    private FakeOllama(HttpServer server) {
        this.server = server;
    }

    public static FakeOllama start() throws IOException {
        return start(TestPorts.one());
    }

    /** On a port, where one may have run before. */
    public static FakeOllama start(int port) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        var fake = new FakeOllama(server);
        server.setExecutor(fake.threads);
        server.createContext("/api/tags", exchange -> send(exchange, 200, fake.models));
        server.createContext("/api/chat", fake::chat);
        server.start();
        return fake;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:%d".formatted(server.getAddress().getPort()));
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public FakeOllama answers(Manner with) {
        manner = with;
        return this;
    }

    /** What {@code /api/tags} answers. */
    public FakeOllama lists(String json) {
        models = json;
        return this;
    }

    /** The chats that it was asked for, as they came. */
    public List<JsonNode> asked() {
        return List.copyOf(asked);
    }

    private void chat(HttpExchange exchange) throws IOException {
        JsonNode question = Json.mapper().readTree(exchange.getRequestBody());
        asked.add(question);
        try {
            manner.answer(this, exchange, question);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** What Ollama sends around an answer. */
    public static String chat(String content) {
        return Json.write(
                Map.of(
                        "model",
                        MODEL,
                        "created_at",
                        "2026-03-02T10:00:00.123456Z",
                        "message",
                        Map.of("role", "assistant", "content", content),
                        "done_reason",
                        "stop",
                        "done",
                        true,
                        "prompt_eval_count",
                        500,
                        "eval_count",
                        80));
    }

    /** An answer by the facts of a question: the same for the same. */
    public static String good(JsonNode question) {
        try {
            String user = question.path("messages").path(1).path("content").asText();
            JsonNode data = Json.mapper().readTree(user.substring(PromptWriter.DATA.length()));
            String price = data.path("facts").path(0).path("value").asText();
            return Json.write(
                    Map.of(
                            "sentiment",
                            "Bullish",
                            "confidence",
                            0.6,
                            "narrative",
                            "The model sees the price at %s.".formatted(price),
                            "evidence",
                            List.of("price")));
        } catch (IOException e) {
            throw new IllegalArgumentException("question: must hold facts", e);
        }
    }

    /** Dies: whatever is open breaks off. */
    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
