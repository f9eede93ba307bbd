package lab.poller.coinbase;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
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
 * The connection to the exchange: made, watched, and made again whenever it ends or falls silent.
 *
 * <p>A socket whose other end has gone without a word looks open for ever. The feed has heartbeats
 * every second, so silence is the sign.
 */
final class CoinbaseSocket implements AutoCloseable {
    static final int FRAME_CHARACTERS_MAX = 16 << 20;

    private static final Logger log = LoggerFactory.getLogger(CoinbaseSocket.class);
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(10);
    private static final Duration BACK_OFF_FIRST = Duration.ofMillis(250);
    private static final Duration BACK_OFF_LONGEST = Duration.ofSeconds(30);

    private final URI url;
    private final String subscription;
    private final Duration silenceMax;
    private final Spool spool;
    private final Optional<RecordingWriter> recording;
    private final InstantSource clock;
    private final HttpClient http;
    private final Thread thread;
    private final AtomicLong connections = new AtomicLong();
    private volatile @Nullable Session current;
    private volatile @Nullable String trouble;
    private volatile boolean isClosing;

    CoinbaseSocket(
            URI url,
            String subscription,
            Duration silenceMax,
            Spool spool,
            Optional<RecordingWriter> recording,
            InstantSource clock,
            HttpClient http) {
        this.url = url;
        this.subscription = subscription;
        this.silenceMax = silenceMax;
        this.spool = spool;
        this.recording = recording;
        this.clock = clock;
        this.http = http;
        this.thread = Thread.ofPlatform().daemon().name("coinbase-socket").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean isConnected() {
        Session session = current;
        return session != null && session.hasHeard && !session.over.isDone();
    }

    long reconnects() {
        return Math.max(0, connections.get() - 1);
    }

    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** The exchange complained: what we asked for will not come, so ask anew, later. */
    void refused(String message) {
        Session session = current;
        if (session != null) {
            session.end("the exchange refused: " + message);
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
                var session = new Session();
                current = session;
                String reason = watch(session);
                trouble = reason;
                if (session.hasHeard) {
                    backOff.reset();
                }
                Duration wait = backOff.nextWait();
                if (!isClosing) {
                    log.warn("feed disconnected url={} reason={} retry={}", url, reason, wait);
                    Thread.sleep(wait);
                }
            }
        } catch (InterruptedException e) {
            log.debug("feed connection closed url={}", url);
        }
    }

    /** Returns when the session is over, with the reason. */
    private String watch(Session session) throws InterruptedException {
        WebSocket socket = null;
        try {
            socket =
                    http.newWebSocketBuilder()
                            .connectTimeout(CONNECT_DEADLINE)
                            .buildAsync(url, session)
                            .get(CONNECT_DEADLINE.toSeconds() + 1, TimeUnit.SECONDS);
            log.info("feed connected url={} connections={}", url, connections.incrementAndGet());
            while (true) {
                try {
                    long silentNanos = System.nanoTime() - session.heardAtNanos;
                    long left = silenceMax.toNanos() - silentNanos;
                    if (left <= 0) {
                        return "no frame for " + silenceMax;
                    }
                    return session.over.get(left, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    recording.ifPresent(RecordingWriter::flush);
                }
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
        } catch (TimeoutException e) {
            return "no connection within " + CONNECT_DEADLINE;
        } catch (RuntimeException | Error e) {
            log.error("feed connection failed url={}", url, e);
            return e.toString();
        } finally {
            session.end("over");
            if (socket != null) {
                socket.abort();
            }
        }
    }

    /** One connection's ears. */
    private final class Session implements WebSocket.Listener {
        final CompletableFuture<String> over = new CompletableFuture<>();
        volatile long heardAtNanos = System.nanoTime();
        volatile boolean hasHeard;
        private final StringBuilder text = new StringBuilder();
        private boolean isTooLong;

        @Override
        public void onOpen(WebSocket socket) {
            recording.ifPresent(file -> file.note(url.toString(), "<->", clock.instant(), ""));
            var _ =
                    socket.sendText(subscription, true)
                            .whenComplete((_, failure) -> {
                                if (failure != null) {
                                    end("could not subscribe: " + failure.getMessage());
                                }
                            });
            recording.ifPresent(
                    file -> file.note(url.toString(), "<-", clock.instant(), subscription));
            heardAtNanos = System.nanoTime();
            socket.request(1);
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

        void end(String reason) {
            over.complete(reason);
        }

        private void heard() {
            heardAtNanos = System.nanoTime();
            if (!hasHeard) {
                hasHeard = true;
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
