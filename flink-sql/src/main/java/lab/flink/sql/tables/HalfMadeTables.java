package lab.flink.sql.tables;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import org.apache.iceberg.TableMetadataParser;
import org.apache.paimon.schema.TableSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables of the lakes in whose making a process or its machine died.
 *
 * <p>Both lakes write a table's first description under another name and rename it. What a killed
 * process leaves is no table for them, and they make it again. A machine that loses power may leave
 * the right name with torn content: then neither can the table be read nor made. Where nothing was
 * ever committed to it, that file is removed, and the table made again.
 */
public final class HalfMadeTables {
    private static final Logger log = LoggerFactory.getLogger(HalfMadeTables.class);

    /** What says of a file that it is there, or how it must be; goes before it. */
    private static final List<String> BESIDE_METADATA =
            List.of("version-hint.text", ".version-hint.text.crc", ".v1.metadata.json.crc");

    private HalfMadeTables() {}

    /**
     * Removes what is left of half made tables in a job's tier.
     *
     * @return what to tell of it
     */
    public static List<String> remove(LabJob job, TierSettings tiers) throws IOException {
        return switch (job) {
            case WARM, FEATURES -> {
                var notes = new ArrayList<String>();
                for (Path table :
                        children(tiers.paimonWarehouse().resolve(tiers.database() + ".db"))) {
                    ofPaimon(table).ifPresent(notes::add);
                }
                yield notes;
            }
            case COLD, BOOKS -> {
                var notes = new ArrayList<String>();
                for (Path table : children(tiers.icebergWarehouse().resolve(tiers.database()))) {
                    ofIceberg(table).ifPresent(notes::add);
                }
                yield notes;
            }
            default -> List.of();
        };
    }

    private static Optional<String> ofPaimon(Path table) throws IOException {
        Path schema = table.resolve("schema").resolve("schema-0");
        if (!Files.exists(schema)
                || reads(schema, TableSchema::fromJson)
                || has(table.resolve("schema"), "schema-[1-9]\\d*")
                || has(table.resolve("snapshot"), "snapshot-\\d+")) {
            return Optional.empty();
        }
        Files.delete(schema);
        return told(schema);
    }

    private static Optional<String> ofIceberg(Path table) throws IOException {
        Path folder = table.resolve("metadata");
        Path metadata = folder.resolve("v1.metadata.json");
        if (!Files.exists(metadata)
                || reads(metadata, TableMetadataParser::fromJson)
                || has(folder, "v([2-9]|\\d\\d+)\\.metadata\\.json")) {
            return Optional.empty();
        }
        for (String name : BESIDE_METADATA) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(metadata);
        return told(metadata);
    }

    private static Optional<String> told(Path removed) {
        log.warn("half made table is made again removed={}", removed);
        return Optional.of("a table was half made and is made again, removed " + removed);
    }

    /** Whatever the parser throws, the table would throw too. */
    private static boolean reads(Path file, Consumer<String> parser) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            parser.accept(new String(content, StandardCharsets.UTF_8));
            return true;
        } catch (RuntimeException e) {
            log.warn("file cannot be read file={}", file, e);
            return false;
        }
    }

    private static boolean has(Path folder, String name) throws IOException {
        return children(folder).stream()
                .anyMatch(child -> child.getFileName().toString().matches(name));
    }

    private static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList();
        }
    }
}
