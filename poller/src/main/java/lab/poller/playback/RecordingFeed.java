package lab.poller.playback;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.poller.feed.Exchange;
import lab.poller.feed.FeedHealth;
import lab.poller.feed.FrameDecoder;
import lab.poller.feed.MarketFeed;
import lab.poller.feed.Pacer;
import lab.poller.feed.Speed;
import lab.poller.feed.Taken;
import lab.poller.recording.LineReader;
import lab.poller.recording.RecordingLine;
import lab.poller.recording.RecordingLines;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A recorded feed, played at any speed, each line once. Its position is the lines played. */
public final class RecordingFeed implements MarketFeed {
    private static final Logger log = LoggerFactory.getLogger(RecordingFeed.class);
    private static final int IDENTITY_BYTES = 64 * 1024;

    private final Exchange exchange;
    private final FrameDecoder decoder;
    private final Path file;
    private final Pacer pacer;
    private final InstantSource clock;
    private final String identity;
    private @Nullable RecordingLines reader;
    private long lines;
    private Optional<Instant> lastReceived = Optional.empty();
    private @Nullable Taken held;
    private volatile boolean isOpen;
    private boolean hasEnded;
    private volatile @Nullable String damage;
    private String firstDamage = "";
    private int damages;

    /**
     * @param clock by which no line can have come in the future; it says too when garbage came that
     *     stands before any line with a time
     * @throws IOException if the file cannot be read, or nothing stands in it to be played
     */
    public RecordingFeed(Path file, Speed speed, InstantSource clock) throws IOException {
        this(file, speed, List.of(), clock);
    }

    /**
     * @param pairs that symbols may mean, beside those that the lab knows, where the exchange does
     *     not write which assets a pair has
     * @param clock by which no line can have come in the future
     */
    public RecordingFeed(Path file, Speed speed, List<Pair> pairs, InstantSource clock)
            throws IOException {
        this.exchange = RecordedExchange.of(file);
        this.decoder = exchange.decoder(pairs);
        this.file = file.toAbsolutePath().normalize();
        this.pacer = new Pacer(speed);
        this.clock = clock;
        this.identity = identityOf(this.file);
    }

    /** Refuses a file that cannot be read, or in which there is nothing to be played. */
    public static void check(Path file) throws IOException {
        RecordedExchange.check(file);
    }

    /** Whose frames a file holds, by looking at them. */
    public static Exchange exchangeOf(Path file) throws IOException {
        return RecordedExchange.of(file);
    }

    /**
     * Whether order books stand at the beginning of a recording, by reading it; what cannot be read
     * has none that anybody knows of.
     */
    public static boolean hasBooks(Path file, List<Pair> pairs) {
        try {
            return RecordedBooks.areIn(file, RecordedExchange.of(file).decoder(pairs));
        } catch (IOException e) {
            log.info("recording not looked into file={} reason={}", file, e.toString());
            return false;
        }
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String exchange() {
        return exchange.word();
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
            RecordingLines opened = RecordingLines.open(file);
            reader = opened;
            isOpen = true;
            while (lines < played && !hasEnded) {
                skip(opened);
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
        RecordingLines open = reader;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.warn("recording not closed file={} reason={}", file, e.getMessage());
            }
        }
    }

    private Taken read() {
        RecordingLines from = reader;
        if (from == null) {
            throw new IllegalStateException("recording " + file + ": must be started first");
        }
        if (hasEnded) {
            return new Taken.Ended();
        }
        try {
            return from.reader().next() ? line(from.reader()) : new Taken.Ended();
        } catch (IOException e) {
            byte[] rest = from.reader().rest();
            String here = damaged(e, from);
            return new Taken.Garbage(
                    rest, "recording: " + here, received(), OptionalLong.of(lines + 1));
        }
    }

    /** Passes over what was played before: a line, or damage, which counts as one. */
    private void skip(RecordingLines from) {
        try {
            hasEnded = !from.reader().next();
            if (!hasEnded && decoder.remembers()) {
                var _ = line(from.reader());
            }
        } catch (IOException e) {
            damaged(e, from);
            lines++;
            return;
        }
        lines += hasEnded ? 0 : 1;
    }

    /** Goes on with the next member of a gzip file, if there is one; says what is damaged here. */
    private String damaged(IOException e, RecordingLines from) {
        String here =
                "must be whole, was %s behind line %d: %s"
                        .formatted(
                                e instanceof EOFException ? "cut off" : "damaged",
                                lines,
                                e.getMessage());
        if (damages == 0) {
            firstDamage = here;
        }
        damage = damages == 0 ? here : "%s, and in %d more places".formatted(firstDamage, damages);
        damages++;
        log.warn("recording not whole file={} line={} reason={}", file, lines, e.getMessage());
        try {
            hasEnded = !from.resume();
        } catch (IOException _) {
            hasEnded = true;
        }
        return here;
    }

    private Taken line(LineReader line) {
        byte[] bytes = line.bytes();
        int mark = RecordingLines.markLength(line);
        int start = line.lineStart() + mark;
        int length = line.lineLength() - mark;
        if (RecordingLines.isNote(line)) {
            return new Taken.Note();
        }
        OptionalLong number = OptionalLong.of(lines + 1);
        try {
            if (line.isTooLong()) {
                throw new IllegalArgumentException(
                        "line: must have at most %d bytes, had more"
                                .formatted(RecordingLines.LINE_BYTES_MAX));
            }
            int colon = RecordingLine.colon(bytes, start, length);
            Instant received = RecordingLine.received(bytes, start, colon);
            checkHasCome(received);
            int end = start + length;
            int frame = colon + 1;
            while (frame < end && bytes[frame] == ' ') {
                frame++;
            }
            return new Taken.Frame(
                    decoder.decode(bytes, frame, end - frame, received),
                    bytes,
                    frame,
                    end - frame,
                    received,
                    number);
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

    // By the recording's own time, so that it says the same whenever it is played.
    private Instant received() {
        return lastReceived.orElseGet(clock::instant);
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
