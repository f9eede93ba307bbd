package lab.poller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.domain.EventTime;
import org.java_websocket.WebSocket;
import org.java_websocket.enums.Opcode;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/**
 * An exchange on loopback that speaks the documented protocol of the public feed: it wants a
 * subscription, answers it, repeats each pair's newest trade, and sends what the test tells it to.
 */
final class ExchangeDouble implements AutoCloseable {
    private static final Pattern AFTER = Pattern.compile("after=(\\d+)");
    private static final int PAGE = 3;

    private final Feed feed = new Feed();
    private final HttpServer rest;
    private final List<String> subscriptions = new CopyOnWriteArrayList<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final SortedMap<Long, String> trades = new ConcurrentSkipListMap<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile List<String> greeting = List.of();
    private volatile int restStatus = 200;

    ExchangeDouble() throws Exception {
        rest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        rest.createContext("/products/", this::answer);
        rest.start();
        feed.setReuseAddr(true);
        feed.setConnectionLostTimeout(0);
        feed.start();
        if (!started.await(120, TimeUnit.SECONDS)) {
            throw new IOException("exchange double: must start within 10 s, did not");
        }
    }

    URI webSocket() {
        return URI.create("ws://127.0.0.1:" + feed.getPort());
    }

    URI restUri() {
        return URI.create("http://127.0.0.1:" + rest.getAddress().getPort());
    }

    List<String> subscriptions() {
        return subscriptions;
    }

    List<String> questions() {
        return questions;
    }

    /** What follows the answer to a subscription, such as a {@code last_match}. */
    void greetWith(String... frames) {
        greeting = List.of(frames);
    }

    void send(String... frames) {
        for (String frame : frames) {
            feed.broadcast(frame);
        }
    }

    void sendBytes(byte[] bytes) {
        feed.broadcast(bytes);
    }

    /** Sends a frame in parts. */
    void sendInParts(String frame, int parts) {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        int step = bytes.length / parts;
        for (WebSocket socket : feed.getConnections()) {
            for (int i = 0; i < parts; i++) {
                int end = i == parts - 1 ? bytes.length : (i + 1) * step;
                ByteBuffer part = ByteBuffer.wrap(bytes, i * step, end - i * step);
                socket.sendFragmentedFrame(Opcode.TEXT, part, i == parts - 1);
            }
        }
    }

    /** Ends all connections without a word. */
    void cut() {
        for (WebSocket socket : feed.getConnections()) {
            socket.closeConnection(1006, "cut");
        }
    }

    /** Has a trade that the REST side knows of. */
    void trade(long id, Instant time) {
        trades.put(
                id,
                "{\"trade_id\":%d,\"side\":\"sell\",\"size\":\"0.5\",\"price\":\"400.25\",\"time\":\"%s\"}"
                        .formatted(id, EventTime.format(time)));
    }

    void restAnswers(int status) {
        restStatus = status;
    }

    @Override
    public void close() throws IOException {
        rest.stop(0);
        try {
            feed.stop(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("exchange double: must be left to close, was interrupted", e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        questions.add(exchange.getRequestURI().toString());
        Matcher after = AFTER.matcher(exchange.getRequestURI().getQuery());
        long before = after.find() ? Long.parseLong(after.group(1)) : Long.MAX_VALUE;
        List<String> page = new ArrayList<>();
        List<Long> ids = new ArrayList<>(trades.headMap(before).keySet());
        for (int i = ids.size() - 1; i >= 0 && page.size() < PAGE; i--) {
            page.add(trades.get(ids.get(i)));
        }
        byte[] body = ('[' + String.join(",", page) + ']').getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(restStatus, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private final class Feed extends WebSocketServer {
        Feed() {
            super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake handshake) {}

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {}

        @Override
        public void onMessage(WebSocket socket, String message) {
            subscriptions.add(message);
            socket.send("{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"ticker\"}]}");
            greeting.forEach(socket::send);
        }

        @Override
        public void onError(WebSocket socket, Exception error) {}

        @Override
        public void onStart() {
            started.countDown();
        }
    }
}
