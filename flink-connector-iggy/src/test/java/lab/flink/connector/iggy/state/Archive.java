package lab.flink.connector.iggy.state;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A folder as one file. */
final class Archive {

    private Archive() {}

    static void pack(Path folder, Path archive) throws IOException {
        List<Path> files;
        try (var all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        try (var out = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Path file : files) {
                out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    static void unpack(Path archive, Path folder) throws IOException {
        try (var in = new ZipInputStream(Files.newInputStream(archive))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(requireNonNull(file.getParent()));
                Files.write(file, in.readAllBytes());
            }
        }
    }
}
