package lab.consensus.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lab.consensus.core.Decided;
import lab.consensus.strategy.Signals;
import lab.files.DurableFiles;
import lab.files.GrowingFile;
import lab.files.KeptFile;
import lab.servicekit.PermanentFaultException;
import lab.servicekit.http.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why the desk decided as it did: one line of JSON a decision, written before anything of it
 * leaves. Nothing is decided by it; it is there for whoever asks why.
 *
 * <p>Decisions that wanted something are kept apart from those to hold, which are a hundred times
 * as many and would push them out. Each kind fills a file up to its bound; then the file becomes
 * the one before, and the one before that is gone. After a crash the desk decides the same again
 * and writes it again, marked as such.
 *
 * <p>A log that cannot be written costs the answers, not the trading: it is told and counted.
 */
public final class DecisionLog {
    static final int FORMAT = 1;
    private static final String WHAT = "why the desk decided as it did";
    private static final String OTHERWISE = "run ./lab reset --only derived";
    private static final KeptFile WANTED =
            new KeptFile(
                    WHAT,
                    "desk/desk-decisions*.jsonl",
                    KeptFile.Form.JSON_LINES,
                    FORMAT,
                    OTHERWISE);
    private static final KeptFile HELD =
            new KeptFile(
                    WHAT, "desk/desk-holds*.jsonl", KeptFile.Form.JSON_LINES, FORMAT, OTHERWISE);

    /** Both kinds of decisions. */
    static final List<KeptFile> KEPT = List.of(WANTED, HELD);

    private static final Logger log = LoggerFactory.getLogger(DecisionLog.class);
    private static final int READ_AT_ONCE = 1 << 16;

    private final List<Kind> kinds;
    private final Kind wanted;
    private final Kind held;
    private final Path folder;
    private long lost;

    /** Decisions of one kind: a file, and the one that was full before it. */
    private record Kind(Path file, Path before, long bytesMax) {
        static Kind of(Path folder, String name, long bytesMax) {
            return new Kind(
                    folder.resolve(name + ".jsonl"),
                    folder.resolve(name + "-before.jsonl"),
                    bytesMax);
        }
    }

    /** With the usual bounds. */
    public DecisionLog(Path folder) {
        this(folder, 8L << 20, 16L << 20);
    }

    /**
     * @param wantedMax bytes of a file of decisions that wanted something; two are kept
     * @param heldMax the same of decisions to hold
     */
    DecisionLog(Path folder, long wantedMax, long heldMax) {
        this.folder = folder;
        this.wanted = Kind.of(folder, "desk-decisions", wantedMax);
        this.held = Kind.of(folder, "desk-holds", heldMax);
        this.kinds = List.of(wanted, held);
    }

    /**
     * Checks that this version may go on with the files.
     *
     * @throws PermanentFaultException if a newer version wrote one
     */
    void check() {
        for (Kind kind : kinds) {
            try {
                Optional<JsonNode> newest = newest(kind.file());
                if (newest.isPresent()) {
                    var _ = Formats.check(kind.file(), newest.get(), WANTED);
                }
            } catch (IOException e) {
                log.warn("decisions cannot be read file={} reason={}", kind.file(), e.toString());
            }
        }
    }

    private static Optional<JsonNode> newest(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = Math.max(0, channel.size() - READ_AT_ONCE);
            var tail = ByteBuffer.allocate((int) (channel.size() - from));
            while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {}
            String text = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(DecisionLog::parsed)
                    .flatMap(Optional::stream)
                    .reduce((_, last) -> last);
        }
    }

    /** A line that a crash has torn is none; the next one stands behind it. */
    private static Optional<JsonNode> parsed(String line) {
        try {
            return Optional.ofNullable(Json.mapper().readTree(line)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes the decisions of one time down.
     *
     * @param said what the services told at that time
     * @param isAgain whether they were made before a restart already
     */
    void add(List<Decided> decisions, Signals said, boolean isAgain) {
        var wants = new ByteArrayOutputStream();
        var holds = new ByteArrayOutputStream();
        for (Decided decided : decisions) {
            boolean isHold = decided.outcome() instanceof Decided.Outcome.Held;
            ObjectNode row = DecisionJson.of(decided, said, FORMAT, isAgain);
            (isHold ? holds : wants).writeBytes((row + "\n").getBytes(StandardCharsets.UTF_8));
        }
        append(wanted, wants.toByteArray());
        append(held, holds.toByteArray());
    }

    private void append(Kind kind, byte[] lines) {
        if (lines.length == 0) {
            return;
        }
        try {
            DurableFiles.createDirectories(folder);
            if (Files.exists(kind.file())
                    && Files.size(kind.file()) + lines.length > kind.bytesMax()) {
                Files.move(kind.file(), kind.before(), StandardCopyOption.REPLACE_EXISTING);
            }
            try (var channel =
                    FileChannel.open(
                            kind.file(),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE)) {
                var file = new GrowingFile(kind.file(), channel, channel.size());
                var _ = file.append(isTorn(channel) ? behindTorn(lines) : lines, false);
            }
        } catch (IOException e) {
            if (lost++ == 0) {
                log.warn("decisions are not kept file={} reason={}", kind.file(), e.toString());
            }
        }
    }

    private static boolean isTorn(FileChannel channel) throws IOException {
        var last = ByteBuffer.allocate(1);
        return channel.size() > 0
                && channel.read(last, channel.size() - 1) == 1
                && last.get(0) != '\n';
    }

    private static byte[] behindTorn(byte[] lines) {
        byte[] with = new byte[lines.length + 1];
        with[0] = '\n';
        System.arraycopy(lines, 0, with, 1, lines.length);
        return with;
    }

    /**
     * What is kept of one decision, oldest first: more than once if it was made again. Any thread
     * may ask, while the desk writes.
     */
    public List<JsonNode> find(String account, String id) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        String begin = DecisionJson.begin(account, id, FORMAT);
        for (Kind kind : kinds) {
            each(kind.before(), begin, found::add);
            each(kind.file(), begin, found::add);
        }
        return found;
    }

    /** Lines are compared by their first bytes, all of them ASCII; only what is found is parsed. */
    private static void each(Path file, String begin, Consumer<JsonNode> found) throws IOException {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(file), StandardCharsets.ISO_8859_1),
                        READ_AT_ONCE)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(begin)) {
                    parsed(
                                    new String(
                                            line.getBytes(StandardCharsets.ISO_8859_1),
                                            StandardCharsets.UTF_8))
                            .ifPresent(found);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was decided yet, or it has just become the one before
        }
    }
}
