package lab.poller.recording;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
import java.util.zip.ZipException;
import lab.domain.EventTime;
import lab.files.GzipInput;
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
    private volatile @Nullable String damage;
    private boolean isDamageTold;

    /**
     * @param clock by which no line can have come in the future; it says too when garbage came that
     *     stands before any line with a time
     * @throws IOException if the file cannot be read, or nothing stands in it to be played
     */
    public RecordingFeed(Path file, Speed speed, InstantSource clock) throws IOException {
        check(file);
        this.file = file.toAbsolutePath().normalize();
        this.pacer = new Pacer(speed);
        this.clock = clock;
        this.identity = identityOf(this.file);
    }

    /** Refuses a file that cannot be read, or in which there is nothing to be played. */
    public static void check(Path file) throws IOException {
        if (Files.size(file) == 0) {
            throw new IOException("recording %s: must hold frames, is empty".formatted(file));
        }
        try (var lines = new LineReader(open(file), LINE_BYTES_MAX)) {
            while (lines.next()) {
                if (!isNote(lines)) {
                    return;
                }
            }
        } catch (EOFException | ZipException e) {
            throw new IOException(
                    "recording %s: must hold frames, nothing of it can be read: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
        throw new IOException(
                "recording %s: must hold frames, holds notes on the connection at most"
                        .formatted(file));
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
        } catch (EOFException | ZipException e) {
            damaged(e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "recording %s: must be readable, was not".formatted(file), e);
        }
        if (state.hasNonNull("damage")) {
            damage = state.get("damage").asText();
            isDamageTold = true;
            lines = played;
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
        String told = damage;
        if (told != null && isDamageTold) {
            state.put("damage", told);
        }
        return state;
    }

    @Override
    public FeedHealth health() {
        return (isOpen ? FeedHealth.FINE : FeedHealth.OFF).withTrouble(incomplete());
    }

    @Override
    public Optional<String> incomplete() {
        return Optional.ofNullable(damage)
                .map(reason -> "recording %s: %s".formatted(file.getFileName(), reason));
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
        try {
            if (damage == null) {
                return from.next() ? line(from) : new Taken.Ended();
            }
        } catch (IOException e) {
            damaged(e);
        }
        if (isDamageTold) {
            return new Taken.Ended();
        }
        isDamageTold = true;
        return new Taken.Garbage(
                from.rest(), "recording: " + damage, received(), OptionalLong.of(lines + 1));
    }

    /** It ends here: what stands behind damage in a gzip file cannot be told from noise. */
    private void damaged(IOException e) {
        damage =
                "must be whole, was %s behind line %d: %s"
                        .formatted(
                                e instanceof EOFException ? "cut off" : "damaged",
                                lines,
                                e.getMessage());
        log.warn("recording not whole file={} line={} reason={}", file, lines, e.getMessage());
    }

    private Taken line(LineReader line) {
        byte[] bytes = line.bytes();
        int mark = markLength(line);
        int start = line.lineStart() + mark;
        int length = line.lineLength() - mark;
        if (isNote(line)) {
            return new Taken.Note();
        }
        OptionalLong number = OptionalLong.of(lines + 1);
        try {
            if (line.isTooLong()) {
                throw new IllegalArgumentException(
                        "line: must have at most %d bytes, had more".formatted(LINE_BYTES_MAX));
            }
            int colon = RecordingLine.colon(bytes, start, length);
            Instant received = RecordingLine.received(bytes, start, colon);
            checkHasCome(received);
            int end = start + length;
            int frame = colon + 1;
            while (frame < end && bytes[frame] == ' ') {
                frame++;
            }
            return new Taken.Frame(bytes, frame, end - frame, received, number);
        } catch (IllegalArgumentException e) {
            return new Taken.Garbage(
                    Arrays.copyOfRange(bytes, start, start + length),
                    String.valueOf(e.getMessage()),
                    received(),
                    number);
        }
    }

    /** Such a line would hold up its readers, and the bus would refuse what it says. */
    private void checkHasCome(Instant received) {
        Duration ahead = Duration.between(clock.instant(), received);
        if (ahead.compareTo(EventTime.AHEAD_MAX) > 0) {
            throw new IllegalArgumentException(
                    "line: received %d s ahead of this machine's clock"
                            .formatted(ahead.toSeconds()));
        }
    }

    /** Whether a line holds no frame: it is blank or says something about the connection. */
    private static boolean isNote(LineReader line) {
        int mark = markLength(line);
        return RecordingLine.isNote(
                line.bytes(), line.lineStart() + mark, line.lineLength() - mark);
    }

    private static int markLength(LineReader line) {
        return ByteOrderMark.length(line.bytes(), line.lineStart(), line.lineLength());
    }

    // By the recording's own time, so that it says the same whenever it is played.
    private Instant received() {
        return lastReceived.orElseGet(clock::instant);
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), READ_BYTES);
        if (GzipInput.isGzip(beginning(in))) {
            in = new BufferedInputStream(new GzipInput(in), READ_BYTES);
        }
        return Utf16Input.isMarked(beginning(in))
                ? new Utf16Input(in, StandardCharsets.UTF_16)
                : in;
    }

    private static byte[] beginning(InputStream in) throws IOException {
        in.mark(2);
        byte[] beginning = in.readNBytes(2);
        in.reset();
        return beginning;
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
