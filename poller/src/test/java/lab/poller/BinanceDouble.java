package lab.poller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.java_websocket.WebSocket;
import org.java_websocket.enums.Opcode;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/**
 * Binance's market data on loopback: streams that are named in the address, pings, and the three
 * questions over REST. It answers them with what the test put there.
 */
final class BinanceDouble implements AutoCloseable {
    private static final int PAGE = 3;
    private static final Pattern FROM = Pattern.compile("fromId=(\\d+)");
    private static final Pattern SYMBOL = Pattern.compile("symbol=(\\w+)");

    private final Feed feed = new Feed();
    private final HttpServer rest;
    private final List<String> addresses = new CopyOnWriteArrayList<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Answer>> books = new ConcurrentHashMap<>();
    private final SortedMap<Long, String> trades = new ConcurrentSkipListMap<>();
    private final AtomicInteger pongs = new AtomicInteger();
    private final AtomicInteger messages = new AtomicInteger();
    private final CountDownLatch started = new CountDownLatch(1);
    private final Queue<String> greeting = new ConcurrentLinkedQueue<>();
    private volatile int historyStatus = 200;

    private record Answer(int status, String body) {}

    BinanceDouble() throws Exception {
        rest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        rest.createContext("/api/v3/", this::answer);
        rest.start();
        feed.setReuseAddr(true);
        feed.setConnectionLostTimeout(0);
        feed.start();
        if (!started.await(120, TimeUnit.SECONDS)) {
            throw new IOException("exchange double: must start, did not");
        }
    }

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

    List<String> questions() {
        return questions;
    }

    int pongs() {
        return pongs.get();
    }

    /** What clients sent beside pongs. */
    int messages() {
        return messages.get();
    }

    int connections() {
        return feed.getConnections().size();
    }

    void greetWith(String... frames) {
        greeting.addAll(List.of(frames));
    }

    void send(String... frames) {
        for (String frame : frames) {
            feed.broadcast(frame);
        }
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

    /** The next answer to who asks for a book; the last one is given again and again. */
    void book(String symbol, int status, String body) {
        books.computeIfAbsent(symbol, _ -> new ConcurrentLinkedQueue<>())
                .add(new Answer(status, body));
    }

    /** Has a trade that the REST side knows of. */
    void trade(long id, long micros) {
        trades.put(
                id,
                "{\"id\":%d,\"price\":\"400.25\",\"qty\":\"0.5\",\"quoteQty\":\"200.125\",\"time\":%d,\"isBuyerMaker\":true,\"isBestMatch\":true}"
                        .formatted(id, micros));
    }

    void historyAnswers(int status) {
        historyStatus = status;
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
        Answer answer =
                question.contains("/depth")
                        ? book(question)
                        : question.contains("/historicalTrades")
                                ? new Answer(historyStatus, history(question))
                                : new Answer(200, newest());
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        if (answer.status() == 429) {
            exchange.getResponseHeaders().add("Retry-After", "1");
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Answer book(String question) {
        Matcher symbol = SYMBOL.matcher(question);
        Queue<Answer> answers =
                symbol.find()
                        ? books.getOrDefault(symbol.group(1), new ArrayDeque<>())
                        : new ArrayDeque<>();
        Answer next = answers.size() > 1 ? answers.poll() : answers.peek();
        return next == null ? new Answer(404, "{\"code\":-1121}") : next;
    }

    private String newest() {
        List<String> page = new ArrayList<>();
        trades.reversed().values().stream().limit(PAGE).forEach(page::addFirst);
        return page.toString();
    }

    private String history(String question) {
        Matcher from = FROM.matcher(question);
        long first = from.find() ? Long.parseLong(from.group(1)) : 0;
        return trades.tailMap(first).values().stream().limit(PAGE).toList().toString();
    }

    private final class Feed extends WebSocketServer {
        Feed() {
            super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        @Override
        public void onOpen(WebSocket socket, ClientHandshake handshake) {
            addresses.add(handshake.getResourceDescriptor());
            greeting.forEach(socket::send);
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason, boolean remote) {}

        @Override
        public void onMessage(WebSocket socket, String message) {
            messages.incrementAndGet();
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
