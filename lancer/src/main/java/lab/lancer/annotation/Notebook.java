package lab.lancer.annotation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.domain.Annotation;
import lab.domain.Pair;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.lancer.kept.KeptFormat;
import lab.servicekit.http.Json;
import lab.topics.codec.AnnotationCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each pair has been judged, when it was annotated last, and what is not known to be on the
 * bus yet. A decision is on disk before anybody hears of it, so that a restart neither decides
 * again nor loses one; whoever removes the file has all that is recent judged again, by the same
 * rule and so with the same result.
 *
 * <p>It is small, and replaced whole.
 */
final class Notebook {
    private static final Logger log = LoggerFactory.getLogger(Notebook.class);
    private static final String FILE = "annotations.json";
    private static final int FORMAT = 1;
    static final KeptFile KEPT =
            new KeptFile(
                    "what the pattern service has annotated",
                    "lancer/annotations.json",
                    KeptFile.Form.JSON_OR_OLDER,
                    FORMAT,
                    "leave the patterns out by --without lancer");

    private final Path file;
    private final Map<String, Track> tracks = new TreeMap<>();
    private final List<Unsent> unsent = new ArrayList<>();

    /**
     * How far a pair has been judged.
     *
     * @param minute the last one, since 1970
     * @param annotated when it was annotated last
     */
    record Track(int minute, Optional<Instant> annotated) {}

    /** An annotation as it goes onto the bus. */
    record Unsent(String pair, String message) {
        byte[] bytes() {
            return message.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * What the file holds.
     *
     * @param format of the file; files written before it had one are of format 0, and like those of
     *     format 1 without the number
     */
    record Page(int format, Map<String, Track> pairs, List<Unsent> unsent) {}

    private Notebook(Path file) {
        this.file = file;
    }

    /**
     * With what a folder holds, or with nothing if there is nothing that can be read.
     *
     * @throws IOException also if a newer version wrote it: what that decided must not be lost
     */
    static Notebook open(Path folder) throws IOException {
        Files.createDirectories(folder);
        var notebook = new Notebook(folder.resolve(FILE));
        try {
            JsonNode json = Json.mapper().readTree(Files.readAllBytes(notebook.file));
            KeptFormat.check(notebook.file, json.path("format").asInt(), KEPT);
            Page page = Json.mapper().treeToValue(json, Page.class);
            notebook.tracks.putAll(page.pairs());
            notebook.unsent.addAll(page.unsent());
        } catch (NoSuchFileException e) {
            log.debug("no annotations were decided on before");
        } catch (JsonProcessingException | CharConversionException | RuntimeException e) {
            log.atError().setCause(e).log("annotations are decided on anew");
        }
        return notebook;
    }

    Optional<Track> track(Pair pair) {
        return Optional.ofNullable(tracks.get(pair.name()));
    }

    void judged(Pair pair, Track track) {
        tracks.put(pair.name(), track);
    }

    void add(Annotation annotation) {
        unsent.add(
                new Unsent(
                        annotation.pair().name(),
                        new String(AnnotationCodec.encode(annotation), StandardCharsets.UTF_8)));
    }

    /** What is not known to be on the bus, oldest first. */
    List<Unsent> unsent() {
        return List.copyOf(unsent);
    }

    /** The first of those unsent are on the bus. */
    void sent(int count) {
        unsent.subList(0, count).clear();
    }

    void save() throws IOException {
        DurableFiles.write(file, Json.mapper().writeValueAsBytes(new Page(FORMAT, tracks, unsent)));
    }
}
