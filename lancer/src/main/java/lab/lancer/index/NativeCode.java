package lab.lancer.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lance's native library, which its loader unpacks into the temporary folder: some 180 MB that a
 * killed process would leave there. Once loaded the file is not needed: where the system tells
 * which files are loaded, its name is removed, and its space is given back when the process ends.
 */
final class NativeCode {
    private static final Logger log = LoggerFactory.getLogger(NativeCode.class);
    private static final Path LOADED = Path.of("/proc/self/maps");
    private static final String LIBRARY = "liblance_jni";

    private NativeCode() {}

    static void leaveNoFile() {
        try {
            for (Path file : loaded()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.atWarn().setCause(e).log("unpacked library stays until the process ends");
        }
    }

    private static List<Path> loaded() throws IOException {
        if (!Files.isReadable(LOADED)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(LOADED)) {
            return lines.filter(line -> line.contains("/" + LIBRARY) && line.endsWith(".so"))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .distinct()
                    .toList();
        }
    }
}
