package lab.console.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lab.testports.TestPorts;

/** Plays a service's REST on loopback: well, broken, or too slow for anybody. */
public class PlayedService implements AutoCloseable {
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile boolean slow;

    public PlayedService() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), TestPorts.one()),
                            0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(calls);
        server.createContext("/", this::handle);
        server.start();
    }

    public final URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** What it says at a path from now on. */
    public final void says(String path, int status, String answer) {
        answers.put(path, answer);
        statuses.put(path, status);
    }

    /** From now on answers do not come. */
    public final void becomesSlow() {
        slow = true;
    }

    public final long asked(String path) {
        return asked.stream().filter(path::equals).count();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            if (slow) {
                closing.await();
                return;
            }
            byte[] body = answers.getOrDefault(path, "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(statuses.getOrDefault(path, 200), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on nobody listens. */
    public final void leaves() {
        closing.countDown();
        server.stop(0);
    }

    @Override
    public final void close() {
        leaves();
        calls.close();
    }
}
