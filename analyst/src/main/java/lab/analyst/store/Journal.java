package lab.analyst.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import lab.files.DurableFiles;
import lab.files.GrowingFile;
import lab.files.KeptFile;
import lab.servicekit.http.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All answers and comments, in one file that only grows: a line of JSON each, on disk before
 * anybody hears of it. In memory there is only where each line is.
 *
 * <p>A line that was torn by a crash is the last one, and cut off at the next start; what a failed
 * write leaves is cut off at once. A line in the middle that cannot be read, at the start or later,
 * is somebody else's doing: it is passed over, counted and told ({@link #trouble}).
 *
 * <p>Each line says its format, so that a file that versions have added to one after the other is
 * read line by line. Lines without one are of format 0, which is the same without that field. A
 * line of a newer format is not passed over: going on without it would say and send things twice.
 */
public final class Journal implements AutoCloseable {
    static final String FILE = "commentary.jsonl";

    /** What is written; all before it are read. */
    static final int FORMAT = 1;

    /** What the analyst keeps in a data directory. */
    public static final KeptFile KEPT =
            new KeptFile(
                    "the analyst's journal",
                    "analyst/commentary.jsonl",
                    KeptFile.Form.JSON_LINES,
                    FORMAT,
                    "leave the analyst out by --without analyst");

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    private final Path path;
    private final FileChannel file;
    private final Map<String, Place> answers = new HashMap<>();
    private final Map<String, NavigableMap<Instant, Place>> cycles = new TreeMap<>();
    private final Map<String, Place> newest = new TreeMap<>();
    private final Map<String, Instant> newestTimes = new HashMap<>();

    /** Comments of the cycle that are not known to be on the bus, by where they stand. */
    private final NavigableMap<Long, Place> unannounced = new TreeMap<>();

    /** Where lines began that could not be read any more. */
    private final Set<Long> unreadable = new HashSet<>();

    private Optional<Instant> begin = Optional.empty();
    private GrowingFile lines;

    /** Where a line is. */
    private record Place(long offset, int length) {}

    private Journal(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
        this.lines = new GrowingFile(path, file, 0);
    }

    /** Opens the journal of a folder, and makes it if there is none. */
    public static Journal open(Path folder) throws IOException {
        DurableFiles.createDirectories(folder);
        Path path = folder.resolve(FILE);
        FileChannel file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            lock(file, folder);
            var journal = new Journal(path, file);
            journal.recover();
            DurableFiles.forceDirectory(folder);
            return journal;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void lock(FileChannel file, Path folder) throws IOException {
        try {
            if (file.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(
                    "journal %s: must have one writer, has another".formatted(folder), e);
        }
        throw new IOException("journal %s: must have one writer, has another".formatted(folder));
    }

    /** Since when moments are commented on, if that was decided. */
    public synchronized Optional<Instant> begin() {
        return begin;
    }

    public synchronized void begin(Instant from) throws IOException {
        ObjectNode row = row("begin");
        row.put("from", from.toString());
        append(row);
    }

    public synchronized void add(StoredAnswer answer, Comment comment) throws IOException {
        append(row("answer", answer), row("comment", comment));
    }

    public synchronized void add(Comment comment) throws IOException {
        append(row("comment", comment));
    }

    /** What was said to a question last. */
    public synchronized Optional<StoredAnswer> answer(String key) {
        return Optional.ofNullable(answers.get(key)).flatMap(at -> read(at, StoredAnswer.class));
    }

    /** The newest comment on a pair, whatever its occasion. */
    public synchronized Optional<Comment> newest(String pair) {
        return Optional.ofNullable(newest.get(pair)).flatMap(at -> read(at, Comment.class));
    }

    /** The newest comment of the cycle, of that time or before. */
    public synchronized Optional<Comment> asOf(String pair, Instant time) {
        return Optional.ofNullable(cycles.get(pair))
                .map(times -> times.floorEntry(time))
                .flatMap(entry -> read(entry.getValue(), Comment.class));
    }

    /** The time of the newest comment of the cycle. */
    public synchronized Optional<Instant> newestCycle(String pair) {
        return Optional.ofNullable(cycles.get(pair)).map(NavigableMap::lastKey);
    }

    public synchronized Set<String> pairs() {
        return new TreeSet<>(newest.keySet());
    }

    /** A comment of the cycle, and where it stands. */
    public record Entry(long offset, Comment comment) {}

    /** The oldest comments of the cycle behind a place of which nothing was noted. */
    public synchronized List<Entry> unannounced(long behind, int atMost) {
        List<Entry> entries = new ArrayList<>();
        for (Place at : List.copyOf(unannounced.tailMap(behind, false).values())) {
            if (entries.size() == atMost) {
                break;
            }
            read(at, Comment.class)
                    .ifPresentOrElse(
                            comment -> entries.add(new Entry(at.offset(), comment)),
                            () -> unannounced.remove(at.offset())); // else it is waited for
        }
        return entries;
    }

    /** Notes that all comments up to that place are on the bus. */
    public synchronized void announced(long upTo) throws IOException {
        ObjectNode row = row("announced");
        row.put("up_to", upTo);
        append(row);
    }

    /** Lines in the middle that could not be read, at the start or since. */
    public synchronized long unreadable() {
        return unreadable.size();
    }

    /** What is lost with lines that could not be read, and what to do; empty if there are none. */
    public Optional<String> trouble() {
        long lines = unreadable();
        return lines == 0
                ? Optional.empty()
                : Optional.of(
                        "%s: %d lines cannot be read and are passed over: the comments in them are lost, their questions are asked again; if there is a backup, ./lab down, put it back, ./lab up"
                                .formatted(path, lines));
    }

    private static ObjectNode row(String kind) {
        ObjectNode row = Json.mapper().createObjectNode();
        row.put("format", FORMAT);
        row.put("row", kind);
        return row;
    }

    private static ObjectNode row(String kind, Object value) {
        ObjectNode row = row(kind);
        row.setAll((ObjectNode) Json.mapper().valueToTree(value));
        return row;
    }

    private void append(ObjectNode... rows) throws IOException {
        var bytes = new ByteArrayOutputStream();
        int[] lengths = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            byte[] line = Json.write(rows[i]).getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(line);
            bytes.write('\n');
            lengths[i] = line.length;
        }
        long offset = lines.append(bytes.toByteArray(), true);
        for (int i = 0; i < rows.length; i++) {
            index(rows[i], new Place(offset, lengths[i]));
            offset += lengths[i] + 1L;
        }
    }

    private void index(JsonNode row, Place at) {
        switch (row.path("row").asText()) {
            case "begin" -> begin = Optional.of(Instant.parse(row.path("from").asText()));
            case "answer" -> answers.put(row.path("key").asText(), at);
            case "comment" -> {
                String pair = row.path("pair").asText();
                Instant time = Instant.parse(row.path("time").asText());
                String occasion = row.path("occasion").asText();
                if (occasion.equals(Comment.Occasion.CYCLE.name())) {
                    unannounced.put(at.offset(), at);
                    cycles.computeIfAbsent(pair, key -> new TreeMap<>()).put(time, at);
                }
                if (!occasion.equals(Comment.Occasion.SEEN.name())
                        && !time.isBefore(newestTimes.getOrDefault(pair, Instant.MIN))) {
                    newestTimes.put(pair, time);
                    newest.put(pair, at);
                }
            }
            case "announced" -> unannounced.headMap(row.path("up_to").asLong(), true).clear();
            default -> throw new IllegalArgumentException("row: must be of a known kind");
        }
    }

    /** Empty if somebody has changed the line since it was written. */
    private <T> Optional<T> read(Place at, Class<T> type) {
        try {
            var bytes = ByteBuffer.allocate(at.length());
            while (bytes.hasRemaining()) {
                if (file.read(bytes, at.offset() + bytes.position()) < 0) {
                    passOver(at.offset());
                    return Optional.empty();
                }
            }
            return Optional.of(Json.mapper().readValue(bytes.array(), type));
        } catch (JsonProcessingException | CharConversionException e) {
            passOver(at.offset());
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("journal: a line must be readable", e);
        }
    }

    private void passOver(long offset) {
        if (unreadable.add(offset)) {
            log.atWarn()
                    .addKeyValue("offset", offset)
                    .log("journal has a line that is none of its");
        }
    }

    /** Finds all lines, and cuts what stands behind the last whole one. */
    private void recover() throws IOException {
        JournalLines.each(
                file,
                (offset, next, line) -> {
                    found(offset, line);
                    lines = new GrowingFile(path, file, next);
                });
        long size = file.size();
        if (lines.end() < size) {
            log.atWarn()
                    .addKeyValue("bytes", size - lines.end())
                    .log("journal had a torn end, cut it");
            file.truncate(lines.end());
            file.force(true);
        }
    }

    private void found(long offset, byte[] line) throws IOException {
        Optional<JsonNode> row = parsed(line);
        long format = row.map(it -> it.path("format").asLong()).orElse(0L);
        if (!KEPT.knows(format)) {
            throw new IOException(
                    KEPT.refusal(path, "%d, in the line at byte %d".formatted(format, offset)));
        }
        try {
            index(
                    row.orElseThrow(() -> new IllegalArgumentException("row: must be JSON")),
                    new Place(offset, line.length));
        } catch (RuntimeException e) {
            passOver(offset);
        }
    }

    private static Optional<JsonNode> parsed(byte[] line) throws IOException {
        try {
            return Optional.ofNullable(Json.mapper().readTree(line));
        } catch (JsonProcessingException | CharConversionException e) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
