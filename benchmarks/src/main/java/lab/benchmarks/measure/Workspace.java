package lab.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder for all that the benchmarks write; gone afterwards. */
public record Workspace(Path folder) implements AutoCloseable {
    public static Workspace create() throws IOException {
        return new Workspace(Files.createTempDirectory("lab-bench-"));
    }

    public Path make(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    public void delete(Path part) throws IOException {
        try (Stream<Path> paths = Files.walk(part)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }
}
