package lab.analyst.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lab.servicekit.http.Json;

/**
 * The answers of a journal, for reading alone: an analyst may go on writing meanwhile. Those that
 * were on the disk when it was opened are seen. Any thread may ask.
 */
public final class StoredAnswers implements AutoCloseable {
    private final Optional<FileChannel> file;
    private final Map<String, Place> places = new HashMap<>();

    private record Place(long offset, int length) {}

    private StoredAnswers(Optional<FileChannel> file) {
        this.file = file;
    }

    /** No answer at all. */
    public static StoredAnswers none() {
        return new StoredAnswers(Optional.empty());
    }

    /**
     * Those of an analyst's folder; none if it never had a journal.
     *
     * @throws IOException if a line is of a newer format
     */
    public static StoredAnswers of(Path folder) throws IOException {
        Path path = folder.resolve(Journal.FILE);
        if (!Files.exists(path)) {
            return none();
        }
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
        var answers = new StoredAnswers(Optional.of(file));
        try {
            JournalLines.each(file, (offset, _, line) -> answers.found(path, offset, line));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        return answers;
    }

    private void found(Path path, long offset, byte[] line) throws IOException {
        JsonNode row;
        try {
            row = Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            return; // the analyst says so at its start
        }
        if (row == null) {
            return;
        }
        long format = row.path("format").asLong();
        if (!Journal.KEPT.knows(format)) {
            throw new IOException(
                    Journal.KEPT.refusal(
                            path, "%d, in the line at byte %d".formatted(format, offset)));
        }
        if (row.path("row").asText().equals("answer")) {
            places.put(row.path("key").asText(), new Place(offset, line.length));
        }
    }

    /** What was said to a question last. */
    public Optional<StoredAnswer> answer(String key) {
        Place at = places.get(key);
        return at == null ? Optional.empty() : file.map(it -> read(it, at));
    }

    private static StoredAnswer read(FileChannel file, Place at) {
        try {
            var bytes = ByteBuffer.allocate(at.length());
            while (bytes.hasRemaining()) {
                if (file.read(bytes, at.offset() + bytes.position()) < 0) {
                    throw new IOException("journal: must be as long as it was");
                }
            }
            return Json.mapper().readValue(bytes.array(), StoredAnswer.class);
        } catch (IOException e) {
            throw new UncheckedIOException("journal: a line must be readable", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
