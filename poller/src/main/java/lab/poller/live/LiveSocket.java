package lab.poller.live;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import lab.poller.recording.RecordingWriter;
import lab.topics.BackOff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to an exchange: made, watched, and made again whenever it ends or falls silent.
 *
 * <p>A socket whose other end has gone without a word looks open for ever. Feeds have heartbeats or
 * pings, so silence is the sign.
 *
 * <p>Where a connection is to end at a known age, or the exchange says that it will, another one is
 * made first. Both are heard for a while, so that nothing falls between them, and what comes twice
 * is for the feed to tell.
 */
public final class LiveSocket implements AutoCloseable {
    static final int FRAME_CHARACTERS_MAX = 16 << 20;

    private static final Logger log = LoggerFactory.getLogger(LiveSocket.class);
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(10);
    private static final Duration FIRST_FRAME_DEADLINE = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final Duration BACK_OFF_FIRST = Duration.ofMillis(250);
    private static final Duration BACK_OFF_LONGEST = Duration.ofSeconds(30);
    private static final int ATTEMPTS_MAX = 250;
    private static final Duration ATTEMPTS_WITHIN = Duration.ofMinutes(5);

    private final Duration silenceMax;
    private final Spool spool;
    private final Optional<RecordingWriter> recording;
    private final InstantSource clock;
    private final HttpClient http;
    private final ConnectionLimit limit = new ConnectionLimit(ATTEMPTS_MAX, ATTEMPTS_WITHIN);
    private final Thread thread;
    private final Object changing = new Object();
    private final AtomicLong connections = new AtomicLong();
    private volatile Connection connection;
    private volatile @Nullable Session current;
    private volatile @Nullable String trouble;
    private volatile boolean isClosing;

    /** Whether anything was heard since the last time that nobody could hear. */
    private boolean hasBegun;

    /**
     * What to connect to, and for how long.
     *
     * @param subscriptions what is sent once it is open, one after another, where the address does
     *     not say it all
     * @param lifeMax after how long another takes its place
     * @param overlap how long both are heard then
     */
    public record Connection(
            URI url, List<String> subscriptions, Optional<Duration> lifeMax, Duration overlap) {
        public Connection {
            subscriptions = List.copyOf(subscriptions);
        }

        /** One that lasts as long as it can. */
        public static Connection lasting(URI url, List<String> subscriptions) {
            return new Connection(url, subscriptions, Optional.empty(), Duration.ZERO);
        }
    }

    /**
     * Not started yet.
     *
     * @param exchange what its thread is called by
     * @param silenceMax how long nothing may come before a connection counts as lost
     */
    LiveSocket(
            String exchange,
            Connection connection,
            Duration silenceMax,
            Spool spool,
            Optional<RecordingWriter> recording,
            InstantSource clock,
            HttpClient http) {
        this.connection = connection;
        this.silenceMax = silenceMax;
        this.spool = spool;
        this.recording = recording;
        this.clock = clock;
        this.http = http;
        this.thread = Thread.ofPlatform().daemon().name(exchange + "-socket").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    public boolean isConnected() {
        Session session = current;
        return session != null && session.hasHeard() && !session.over.isDone();
    }

    /** Connections after the first, whether one was lost or another took its place. */
    public long reconnects() {
        return Math.max(0, connections.get() - 1);
    }

    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** From here on another connection is wanted; one that is open is told the difference. */
    public void change(Connection next, List<String> messages) {
        synchronized (changing) {
            connection = next;
            send(messages);
        }
    }

    /** Says something over the connection that is open. */
    public void send(List<String> messages) {
        synchronized (changing) {
            Session session = current;
            if (session != null && session.tell(messages)) {
                session.of = connection;
            }
        }
    }

    /** The exchange complained: what we asked for will not come, so ask anew, later. */
    public void refused(String message) {
        Session session = current;
        if (session != null) {
            session.end("the exchange refused: " + message);
        }
    }

    /** The exchange will end the connection: another is to take its place at once. */
    public void renew() {
        Session session = current;
        if (session != null) {
            session.renewAtNanos = System.nanoTime();
        }
    }

    @Override
    public void close() {
        isClosing = true;
        thread.interrupt();
        Session session = current;
        if (session != null) {
            session.end("closed");
        }
        recording.ifPresent(RecordingWriter::close);
    }

    private void run() {
        var backOff = new BackOff(RandomGenerator.getDefault(), BACK_OFF_FIRST, BACK_OFF_LONGEST);
        try {
            while (!isClosing) {
                String reason = serve(backOff);
                trouble = reason;
                if (hasBegun) {
                    hasBegun = false;
                    spool.offer(Spool.item(new Arrival.Cut(reason)));
                }
                Duration wait = backOff.nextWait();
                if (!isClosing) {
                    log.warn(
                            "feed disconnected url={} reason={} retry={}",
                            connection.url(),
                            reason,
                            wait);
                    Thread.sleep(wait);
                }
            }
        } catch (InterruptedException e) {
            log.debug("feed connection closed url={}", connection.url());
        }
    }

    /** One connection and those that take its place, one after the other; says why it is over. */
    private String serve(BackOff backOff) throws InterruptedException {
        var session = new Session();
        current = session;
        try {
            Optional<String> failure = connect(session);
            while (failure.isEmpty()) {
                Optional<String> over = watch(session);
                if (session.hasHeard()) {
                    hasBegun = true;
                    backOff.reset();
                }
                if (over.isPresent()) {
                    return over.get();
                }
                session = renewed(session, backOff);
            }
            return failure.get();
        } finally {
            session.end("over");
        }
    }

    /** Another session that takes the place of one; the same one where that cannot be had yet. */
    private Session renewed(Session old, BackOff backOff) throws InterruptedException {
        var next = new Session();
        boolean hasTakenOver = false;
        try {
            Optional<String> failure = connect(next);
            if (failure.isEmpty()) {
                failure = awaitFirst(next);
            }
            if (failure.isPresent()) {
                Duration wait = backOff.nextWait();
                log.warn(
                        "feed connection not renewed yet url={} reason={} retry={}",
                        connection.url(),
                        failure.get(),
                        wait);
                old.renewAtNanos = System.nanoTime() + wait.toNanos();
                return old;
            }
            synchronized (changing) {
                if (!next.of.equals(connection)) {
                    old.renewAtNanos = System.nanoTime(); // what it is to bring has changed
                    return old;
                }
                current = next;
                hasTakenOver = true;
            }
            Thread.sleep(connection.overlap());
            old.end("another took its place");
            return next;
        } finally {
            if (!hasTakenOver) {
                next.end("over");
            }
        }
    }

    /** Says why there is no connection, if there is none. */
    private Optional<String> connect(Session session) throws InterruptedException {
        Duration wait = limit.untilNext(System.nanoTime());
        while (wait.isPositive()) {
            Thread.sleep(wait);
            wait = limit.untilNext(System.nanoTime());
        }
        CompletableFuture<WebSocket> opening =
                http.newWebSocketBuilder()
                        .connectTimeout(CONNECT_DEADLINE)
                        .buildAsync(session.of.url(), session);
        try {
            session.opened(opening.get(CONNECT_DEADLINE.toSeconds() + 1, TimeUnit.SECONDS));
            if (session == current && !session.of.equals(connection)) {
                return Optional.of("what it is to bring has changed meanwhile");
            }
            log.info(
                    "feed connected url={} connections={}",
                    connection.url(),
                    connections.incrementAndGet());
            return Optional.empty();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return Optional.of(
                    String.valueOf(cause.getMessage() == null ? cause : cause.getMessage()));
        } catch (TimeoutException e) {
            var _ = opening.thenAccept(WebSocket::abort); // should it come after all
            return Optional.of("no connection within " + CONNECT_DEADLINE);
        }
    }

    private static Optional<String> awaitFirst(Session session) throws InterruptedException {
        try {
            CompletableFuture.anyOf(session.first, session.over)
                    .get(FIRST_FRAME_DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of("no frame within " + FIRST_FRAME_DEADLINE);
        }
        return session.over.isDone() ? Optional.of(session.over.join()) : Optional.empty();
    }

    /** Returns when the session is over, with the reason, or without when it is to be renewed. */
    private Optional<String> watch(Session session) throws InterruptedException {
        while (true) {
            long now = System.nanoTime();
            long silenceLeft = silenceMax.toNanos() - (now - session.heardAtNanos);
            long lifeLeft = session.renewAtNanos - now;
            if (silenceLeft <= 0) {
                return Optional.of("no frame for " + silenceMax);
            }
            if (lifeLeft <= 0) {
                return Optional.empty();
            }
            try {
                long wait = Math.min(LOOK_EVERY.toNanos(), Math.min(silenceLeft, lifeLeft));
                return Optional.of(session.over.get(wait, TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                recording.ifPresent(RecordingWriter::flush);
            } catch (ExecutionException e) {
                throw new AssertionError("a session ends with a reason", e);
            }
        }
    }

    /** One connection's ears. */
    private final class Session implements WebSocket.Listener {
        volatile Connection of = connection;
        private final SocketTexts texts =
                new SocketTexts(failure -> end("could not subscribe: " + failure.getMessage()));
        final CompletableFuture<String> over = new CompletableFuture<>();
        final CompletableFuture<Boolean> first = new CompletableFuture<>();
        volatile long heardAtNanos = System.nanoTime();
        volatile long renewAtNanos = System.nanoTime() + of.lifeMax().orElse(FOR_EVER).toNanos();
        private volatile @Nullable WebSocket open;
        private final StringBuilder text = new StringBuilder();
        private boolean isTooLong;

        @Override
        public void onOpen(WebSocket socket) {
            recording.ifPresent(file -> file.note(of.url().toString(), "<->", clock.instant(), ""));
            synchronized (changing) {
                texts.open(socket);
                tell(of.subscriptions());
            }
            heardAtNanos = System.nanoTime();
            socket.request(1);
        }

        /** Sends something, if it is open; says whether it is. */
        boolean tell(List<String> messages) {
            if (!texts.send(messages)) {
                return false;
            }
            String url = of.url().toString();
            for (String message : messages) {
                recording.ifPresent(file -> file.note(url, "<-", clock.instant(), message));
            }
            return true;
        }

        /** The client answers it by itself. */
        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            heardAtNanos = System.nanoTime();
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence part, boolean isLast) {
            heard();
            append(part);
            if (isLast) {
                deliver();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket socket, ByteBuffer part, boolean isLast) {
            heard();
            append(StandardCharsets.ISO_8859_1.decode(part));
            if (isLast) {
                byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
                bury(bytes, "frame: must be text, was binary");
                reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end("the exchange closed, code %d %s".formatted(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end(String.valueOf(error.getMessage() == null ? error : error.getMessage()));
        }

        void opened(WebSocket socket) {
            open = socket;
            if (over.isDone()) {
                socket.abort();
            }
        }

        boolean hasHeard() {
            return first.isDone();
        }

        void end(String reason) {
            over.complete(reason);
            WebSocket socket = open;
            if (socket != null) {
                socket.abort();
            }
        }

        private void heard() {
            heardAtNanos = System.nanoTime();
            if (first.complete(true)) {
                trouble = null;
            }
        }

        private void append(CharSequence part) {
            int room = FRAME_CHARACTERS_MAX - text.length();
            isTooLong |= part.length() > room;
            text.append(part, 0, Math.min(part.length(), room));
        }

        private void deliver() {
            byte[] frame = text.toString().getBytes(StandardCharsets.UTF_8);
            if (isTooLong) {
                bury(
                        frame,
                        "frame: must have at most %d characters, had more"
                                .formatted(FRAME_CHARACTERS_MAX));
            } else {
                var arrival = new Arrival.Text(frame, clock.instant());
                recording.ifPresent(file -> file.frame(frame, arrival.received()));
                if (!over.isDone() && !spool.offer(Spool.item(arrival))) {
                    log.debug("feed frame dropped spool={}", spool.itemsMax());
                }
            }
            reset();
        }

        private void bury(byte[] frame, String reason) {
            spool.offer(Spool.item(new Arrival.Junk(frame, reason, clock.instant())));
        }

        private void reset() {
            text.setLength(0);
            if (text.capacity() > FRAME_CHARACTERS_MAX / 16) {
                text.trimToSize();
            }
            isTooLong = false;
        }
    }
}
