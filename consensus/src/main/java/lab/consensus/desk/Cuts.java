package lab.consensus.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lab.consensus.market.Place;
import lab.files.DurableFiles;
import lab.files.GrowingFile;
import lab.files.KeptFile;
import lab.servicekit.http.Json;

/**
 * By what each decision was made since the desk last wrote itself down, as far as the bus does not
 * say it: one line of JSON each, on disk before anything of the decision leaves.
 *
 * <p>The partitions are merged by the broker's stamps. Those may step back, or reach two partitions
 * in another order than they were given. Then the desk has taken a message that the stamps put
 * behind one that came later. A desk that starts again and reads both would take them the other way
 * round, and might decide differently at a time at which it has decided already. So it takes what
 * it took then, and stands by the kill switch as it stood then.
 */
final class Cuts {
    static final String FILE = "desk-cuts.jsonl";

    private static final int FORMAT = 1;
    static final KeptFile KEPT =
            new KeptFile(
                    "what the desk could not read",
                    "desk/desk-cuts.jsonl",
                    KeptFile.Form.JSON_LINES,
                    FORMAT,
                    "leave the desk out by --without consensus");

    private final Path folder;
    private final Path file;

    /**
     * Everything before these places was taken when a decision was made, and nothing else.
     *
     * @param killed whether the kill switch was engaged
     */
    record Cut(Instant decision, boolean killed, List<Place> places) {}

    Cuts(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(FILE);
    }

    /** Oldest first. A line that a crash has torn is cut off: nothing has left by it. */
    List<Cut> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            int whole = bytes.length;
            while (whole > 0 && bytes[whole - 1] != '\n') {
                whole--;
            }
            if (whole < bytes.length) {
                try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(whole);
                }
            }
            List<Cut> cuts = new ArrayList<>();
            for (String line :
                    new String(bytes, 0, whole, StandardCharsets.UTF_8).lines().toList()) {
                cuts.add(cut(line));
            }
            return cuts;
        } catch (IOException e) {
            throw Formats.unreadable(file, e);
        }
    }

    private Cut cut(String line) {
        JsonNode json;
        try {
            json = Json.mapper().readTree(line);
        } catch (IOException e) {
            throw Formats.unreadable(file, e);
        }
        Formats.check(file, json, KEPT);
        try {
            return new Cut(
                    Instant.parse(json.path("decision").asText()),
                    json.path("killed").asBoolean(),
                    Place.read(json.path("places")));
        } catch (RuntimeException e) {
            throw Formats.unreadable(file, e);
        }
    }

    /**
     * Writes one down.
     *
     * @param mustLast whether a power loss must not take it: something is to leave by it
     */
    void add(Cut cut, boolean mustLast) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("format", FORMAT);
        json.put("decision", cut.decision().toString());
        json.put("killed", cut.killed());
        Place.write(cut.places(), json.putArray("places"));
        try {
            boolean isNew = !Files.exists(file);
            DurableFiles.createDirectories(folder);
            try (var channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                var _ =
                        new GrowingFile(file, channel, channel.size())
                                .append((json + "\n").getBytes(StandardCharsets.UTF_8), mustLast);
            }
            if (mustLast || isNew) {
                DurableFiles.forceDirectory(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("desk state %s: cannot be written".formatted(file), e);
        }
    }

    /** The desk has written itself down behind all of them. */
    void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("desk state %s: cannot be deleted".formatted(file), e);
        }
    }
}
