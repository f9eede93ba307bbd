package lab.lancer.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.lancer.kept.KeptFormat;

/**
 * In which format the datasets of an index are, as a number beside them: whoever only looks whether
 * they could be read needs no Lance for it. An index without the file is of format 1.
 */
public final class IndexFormat {
    /** Columns as in {@link RowSchema}. */
    static final int FORMAT = 1;

    public static final KeptFile KEPT =
            new KeptFile(
                    "the index of patterns with its Lance columns",
                    "lancer/pairs/format",
                    KeptFile.Form.NUMBER,
                    FORMAT,
                    "make it anew with ./lab index");

    private IndexFormat() {}

    private static Path file(IndexConfig config) {
        return config.pairs().resolve("format");
    }

    /** Throws if a newer version wrote the index, with what to do. */
    static void check(IndexConfig config) throws IndexException {
        Path file = file(config);
        try {
            if (!Files.exists(file)) {
                return;
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
            if (!text.matches("\\d{1,9}")) {
                throw new IOException(
                        "%s: must hold the number of its format, was \"%s\"; %s"
                                .formatted(file, text, KEPT.otherwise()));
            }
            KeptFormat.check(file, Integer.parseInt(text), KEPT);
        } catch (IOException e) {
            throw new IndexException("index %s".formatted(config.folder()), e);
        }
    }

    /** Says that all that is written from here on is of this version's format. */
    static void write(IndexConfig config) throws IndexException {
        try {
            DurableFiles.createDirectories(config.pairs());
            DurableFiles.write(file(config), FORMAT + "\n");
        } catch (IOException e) {
            throw new IndexException("index %s: it must be writable".formatted(config.folder()), e);
        }
    }
}
