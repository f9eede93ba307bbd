package lab.poller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.java_websocket.WebSocket;
import org.java_websocket.enums.Opcode;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/**
 * An exchange on loopback: a server of sockets that sends what the test tells it to, and one that
 * answers questions with what the test put there. What it says is up to the exchange.
 */
abstract class ExchangeDouble implements AutoCloseable {
    /** Of the trades in an answer, so that a few of them make pages. */
    static final int PAGE = 3;

    private final Feed feed = new Feed();
    private final HttpServer rest;
    private final List<String> addresses = new CopyOnWriteArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final SortedMap<Long, String> trades = new ConcurrentSkipListMap<>();
    private final AtomicInteger pongs = new AtomicInteger();
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile List<String> greeting = List.of();

    /** What is said to a question. */
    record Answer(int status, String body) {}

    ExchangeDouble(String questionsUnder) throws Exception {
        rest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        rest.createContext(questionsUnder, this::answer);
        rest.start();
        feed.setReuseAddr(true);
        feed.setConnectionLostTimeout(0);
        feed.start();
        if (!started.await(120, TimeUnit.SECONDS)) {
            throw new IOException("exchange double: must start within 120 s, did not");
        }
    }

    /** Answers a question, which is a path with its parameters. */
    abstract Answer answer(String question);

    /** What is said to something that a client sends; a greeting follows it. */
    Optional<String> reply(String message) {
        return Optional.empty();
    }

    /** Whether the greeting comes with the connection, and not behind a reply. */
    abstract boolean greetsAtOnce();

    URI webSocket() {
        return URI.create("ws://127.0.0.1:" + feed.getPort());
    }

    URI restUri() {
        return URI.create("http://127.0.0.1:" + rest.getAddress().getPort());
    }

    /** Of the connections that were made, with what they asked for. */
    List<String> addresses() {
        return addresses;
    }

    /** What clients sent beside pongs. */
    List<String> messages() {
        return messages;
    }

    List<String> questions() {
        return questions;
    }

    int pongs() {
        return pongs.get();
    }

    int connections() {
        return feed.getConnections().size();
    }

    /** What each connection is told first, such as a repeat of the newest trade. */
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

    void ping() {
        var ping = new PingFrame();
        ping.setPayload(ByteBuffer.wrap(new byte[] {7}));
        feed.getConnections().forEach(socket -> socket.sendFrame(ping));
    }

    /** Ends all connections without a word. */
    void cut() {
        feed.getConnections().forEach(socket -> socket.closeConnection(1006, "cut"));
    }

    /** The trades that it knows when it is asked, in its own JSON, by id. */
    SortedMap<Long, String> trades() {
        return trades;
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
        String question = exchange.getRequestURI().toString();
        questions.add(question);
        Answer answer = answer(question);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        if (answer.status() == 429) {
            exchange.getResponseHeaders().add("Retry-After", "1");
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private final class Feed extends WebSocketServer {
        Feed() {
            super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake handshake) {
            addresses.add(handshake.getResourceDescriptor());
            if (greetsAtOnce()) {
                greeting.forEach(socket::send);
            }
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {}

        @Override
        public void onMessage(WebSocket socket, String message) {
            messages.add(message);
            reply(message).ifPresent(socket::send);
            if (!greetsAtOnce()) {
                greeting.forEach(socket::send);
            }
        }

        @Override
        public void onWebsocketPong(WebSocket socket, Framedata frame) {
            pongs.incrementAndGet();
        }

        @Override
        public void onError(WebSocket socket, Exception error) {}

        @Override
        public void onStart() {
            started.countDown();
        }
    }
}
