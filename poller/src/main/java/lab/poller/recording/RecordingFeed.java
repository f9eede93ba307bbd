package lab.poller.recording;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import lab.poller.FeedHealth;
import lab.poller.MarketFeed;
import lab.poller.Pacer;
import lab.poller.Speed;
import lab.poller.Taken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A recorded feed, played at any speed, each line once. Its position is the lines played. */
public final class RecordingFeed implements MarketFeed {
    public static final int LINE_BYTES_MAX = 16 << 20;

    private static final Logger log = LoggerFactory.getLogger(RecordingFeed.class);
    private static final String EXCHANGE = "coinbase";
    private static final int IDENTITY_BYTES = 64 * 1024;
    private static final int READ_BYTES = 256 * 1024;

    private final Path file;
    private final Pacer pacer;
    private final InstantSource clock;
    private final String identity;
    private @Nullable LineReader reader;
    private long lines;
    private Optional<Instant> lastReceived = Optional.empty();
    private @Nullable Taken held;
    private volatile boolean isOpen;
    private boolean isCutOff;

    /**
     * @param clock says when garbage came that stands before any line with a time
     */
    public RecordingFeed(Path file, Speed speed, InstantSource clock) throws IOException {
        this.file = file.toAbsolutePath().normalize();
        this.pacer = new Pacer(speed);
        this.clock = clock;
        this.identity = identityOf(this.file);
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String exchange() {
        return EXCHANGE;
    }

    @Override
    public boolean isSimulated() {
        return false;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public void start(ObjectNode state) {
        long played = state.path("lines").asLong(0);
        try {
            reader = new LineReader(open(file), LINE_BYTES_MAX);
            isOpen = true;
            while (lines < played && reader.next()) {
                lines++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "recording %s: must be readable, was not".formatted(file), e);
        }
        if (state.hasNonNull("last_received")) {
            lastReceived = Optional.of(Instant.parse(state.get("last_received").asText()));
        }
    }

    @Override
    public Taken take(Duration waitMax) throws InterruptedException {
        Taken next = held;
        held = null;
        if (next == null) {
            next = read();
        }
        if (next instanceof Taken.Frame frame) {
            Duration wait = pacer.untilDue(frame.received(), System.nanoTime());
            if (!wait.isZero()) {
                Thread.sleep(wait.compareTo(waitMax) < 0 ? wait : waitMax);
                if (wait.compareTo(waitMax) > 0) {
                    held = next;
                    return new Taken.Nothing();
                }
            }
            lastReceived = Optional.of(frame.received());
        }
        if (!(next instanceof Taken.Ended)) {
            lines++;
        }
        return next;
    }

    @Override
    public ObjectNode state() {
        ObjectNode state = JsonNodeFactory.instance.objectNode().put("lines", lines);
        lastReceived.ifPresent(time -> state.put("last_received", time.toString()));
        return state;
    }

    @Override
    public FeedHealth health() {
        return isOpen ? FeedHealth.FINE : FeedHealth.OFF;
    }

    @Override
    public void close() {
        isOpen = false;
        LineReader open = reader;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.warn("recording not closed file={} reason={}", file, e.getMessage());
            }
        }
    }

    private Taken read() {
        LineReader from = reader;
        if (from == null) {
            throw new IllegalStateException("recording " + file + ": must be started first");
        }
        if (isCutOff) {
            return new Taken.Ended();
        }
        try {
            return from.next() ? line(from) : new Taken.Ended();
        } catch (IOException e) {
            isCutOff = true;
            log.warn("recording cut off file={} line={} reason={}", file, lines, e.getMessage());
            return new Taken.Garbage(
                    new byte[0],
                    "recording: must be whole, was cut off: " + e.getMessage(),
                    received(),
                    OptionalLong.of(lines + 1));
        }
    }

    private Taken line(LineReader line) {
        byte[] bytes = line.bytes();
        int start = line.lineStart();
        int length = line.lineLength();
        if (length == 0 || RecordingLine.isNote(bytes, start, length)) {
            return new Taken.Note();
        }
        OptionalLong number = OptionalLong.of(lines + 1);
        try {
            if (line.isTooLong()) {
                throw new IllegalArgumentException(
                        "line: must have at most %d bytes, had more".formatted(LINE_BYTES_MAX));
            }
            int frameStart = RecordingLine.frameStart(bytes, start, length);
            Instant received = RecordingLine.received(bytes, start, frameStart);
            int frameLength = start + length - frameStart;
            return new Taken.Frame(bytes, frameStart, frameLength, received, number);
        } catch (IllegalArgumentException e) {
            return new Taken.Garbage(
                    Arrays.copyOfRange(bytes, start, start + length),
                    String.valueOf(e.getMessage()),
                    received(),
                    number);
        }
    }

    // By the recording's own time, so that it says the same whenever it is played.
    private Instant received() {
        return lastReceived.orElseGet(clock::instant);
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), READ_BYTES);
        in.mark(2);
        boolean isGzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return isGzip ? new GZIPInputStream(in, READ_BYTES) : in;
    }

    private static String identityOf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] beginning = digest.digest(in.readNBytes(IDENTITY_BYTES));
            return "file %s %d %s"
                    .formatted(file, Files.size(file), HexFormat.of().formatHex(beginning, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
