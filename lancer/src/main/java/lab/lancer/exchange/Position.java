package lab.lancer.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.lancer.kept.KeptFormat;
import lab.servicekit.http.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a pair's import has come, in a file of its own. Before the file had a format it held the
 * two times with a blank between, which is still read.
 */
final class Position {
    private static final Logger log = LoggerFactory.getLogger(Position.class);
    private static final int FORMAT = 1;
    static final KeptFile KEPT =
            new KeptFile(
                    "how far an import has come",
                    "lancer/backfill-*",
                    KeptFile.Form.JSON_OR_OLDER,
                    FORMAT,
                    "import into another --data");

    private final Path file;

    /** What the file holds. */
    private record Page(int format, Instant first, Instant next) {}

    Position(Path folder, Pair pair) {
        this.file = folder.resolve("backfill-%s".formatted(pair));
    }

    /** Where a run from the same beginning had come to. */
    Optional<Instant> of(Instant first) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
        try {
            Page page = text.startsWith("{") ? page(text) : unnumbered(text);
            return page.first().equals(first) ? Optional.of(page.next()) : Optional.empty();
        } catch (JsonProcessingException | RuntimeException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("file", file)
                    .log("what was imported is not known, and imported anew");
            return Optional.empty();
        }
    }

    private Page page(String text) throws IOException {
        JsonNode json = Json.mapper().readTree(text);
        KeptFormat.check(file, json.path("format").asInt(), KEPT);
        return Json.mapper().treeToValue(json, Page.class);
    }

    private static Page unnumbered(String text) {
        List<String> words = List.of(text.split(" ", -1));
        if (words.size() != 2) {
            throw new DateTimeException("position: must be two times, was " + text);
        }
        return new Page(0, Instant.parse(words.getFirst()), Instant.parse(words.getLast()));
    }

    /** On disk when it returns. */
    void write(Instant first, Instant next) throws IOException {
        DurableFiles.write(file, Json.write(new Page(FORMAT, first, next)) + "\n");
    }
}
