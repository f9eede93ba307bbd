package lab.lancer.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import lab.files.DurableFiles;
import lab.servicekit.http.Json;

/**
 * Looks whether the files of a dataset are what was written. Lance believes the lengths and places
 * in them, and where these are wrong its native code ends the whole process, so whoever hands it a
 * dataset looks here first.
 *
 * <p>Lance never changes a file. What each holds is noted beside the dataset after a commit, and
 * held against the note before it is opened. A kill between commit and note leaves files of which
 * nothing was noted: of these, as before each write, only the end is looked at, which what was cut
 * off or never reached the disk does not have.
 */
final class DatasetFiles {
    private static final List<String> WITH_END = List.of("_versions", "data");
    private static final String MANIFEST = ".manifest";
    private static final String DATA = ".lance";
    private static final byte[] MAGIC = "LANC".getBytes(StandardCharsets.US_ASCII);

    /** Of a manifest: where its content begins, two numbers of a version, the magic. */
    private static final int END_BYTES = 16;

    private final Path dataset;
    private final Path notes;

    DatasetFiles(Path dataset) {
        this.dataset = dataset;
        this.notes = dataset.resolveSibling(dataset.getFileName() + ".sums");
    }

    /**
     * What is wrong with one of the files; empty if nothing is known to be.
     *
     * @param isAlone whether nobody else may be writing one of them just now
     */
    Optional<String> damage(boolean isAlone) throws IOException {
        Map<String, String> noted = noted();
        for (Map.Entry<String, Path> file : files().entrySet()) {
            String sum = noted.get(file.getKey());
            if (sum == null && !isAlone && file.getKey().endsWith(DATA)) {
                continue;
            }
            Optional<String> wrong =
                    sum == null || sum.equals(sum(file.getValue()))
                            ? badEnd(file.getValue())
                            : Optional.of("must be as it was written, is not");
            if (wrong.isPresent()) {
                return wrong.map(it -> file.getKey() + " " + it);
            }
        }
        return Optional.empty();
    }

    /** The same by the ends alone, which costs next to nothing. */
    Optional<String> damagedEnd() throws IOException {
        for (Map.Entry<String, Path> file : files().entrySet()) {
            Optional<String> wrong = badEnd(file.getValue());
            if (wrong.isPresent()) {
                return wrong.map(it -> file.getKey() + " " + it);
            }
        }
        return Optional.empty();
    }

    /** Notes what the files hold that are new. */
    void note() throws IOException {
        Map<String, String> noted = noted();
        ObjectNode json = Json.mapper().createObjectNode();
        for (Map.Entry<String, Path> file : files().entrySet()) {
            String sum = noted.get(file.getKey());
            json.put(file.getKey(), sum == null ? sum(file.getValue()) : sum);
        }
        DurableFiles.write(notes, Json.mapper().writeValueAsBytes(json));
    }

    void forget() throws IOException {
        Files.deleteIfExists(notes);
    }

    private SortedMap<String, String> noted() throws IOException {
        SortedMap<String, String> noted = new TreeMap<>();
        try {
            JsonNode json = Json.mapper().readTree(Files.readAllBytes(notes));
            json.properties().forEach(file -> noted.put(file.getKey(), file.getValue().asText()));
        } catch (NoSuchFileException | JsonProcessingException | CharConversionException e) {
            noted.clear(); // a dataset without notes, or with damaged ones, is judged by its ends
        }
        return noted;
    }

    private SortedMap<String, Path> files() throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        for (String folder : WITH_END) {
            if (!Files.isDirectory(dataset.resolve(folder))) {
                continue;
            }
            try (Stream<Path> found = Files.list(dataset.resolve(folder))) {
                found.filter(Files::isRegularFile)
                        .filter(file -> isOfLance(file.getFileName().toString()))
                        .forEach(file -> files.put(dataset.relativize(file).toString(), file));
            }
        }
        return files;
    }

    private static boolean isOfLance(String name) {
        return name.endsWith(MANIFEST) || name.endsWith(DATA);
    }

    private static String sum(Path file) throws IOException {
        var sum = new CRC32C();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[1 << 16];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                sum.update(block, 0, read);
            }
        }
        return "%d-%08x".formatted(Files.size(file), sum.getValue());
    }

    private static Optional<String> badEnd(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            ByteBuffer end = ByteBuffer.allocate(END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            if (size < END_BYTES || channel.read(end, size - END_BYTES) < END_BYTES) {
                return Optional.of("must be whole, has %d bytes".formatted(size));
            }
            end.flip();
            for (int i = 0; i < MAGIC.length; i++) {
                if (end.get(END_BYTES - MAGIC.length + i) != MAGIC[i]) {
                    return Optional.of("must end with LANC, does not");
                }
            }
            return file.toString().endsWith(MANIFEST)
                    ? badContent(channel, end.getLong(0), size)
                    : Optional.empty();
        }
    }

    /** A manifest says how long its content is before it. */
    private static Optional<String> badContent(FileChannel channel, long begin, long size)
            throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        boolean isThere =
                begin >= 0
                        && begin <= size - END_BYTES - Integer.BYTES
                        && channel.read(length, begin) == Integer.BYTES;
        return isThere
                        && begin + Integer.BYTES + Integer.toUnsignedLong(length.getInt(0))
                                <= size - END_BYTES
                ? Optional.empty()
                : Optional.of("must hold its content, is damaged");
    }
}
