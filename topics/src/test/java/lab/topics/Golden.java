package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Committed bytes that a person has looked at; {@code -Dgolden.update} writes them anew. */
final class Golden {
    private static final Path FOLDER = Path.of("src", "test", "golden");

    private Golden() {}

    static void check(String file, byte[] actual) throws IOException {
        Path path = FOLDER.resolve(file);
        if (System.getProperty("golden.update") != null) {
            Files.write(path, withNewline(actual));
        }
        assertThat(new String(withNewline(actual), StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(path));
    }

    /** The bytes without the newline at the end. */
    static byte[] read(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file))
                .stripTrailing()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] withNewline(byte[] bytes) {
        return (new String(bytes, StandardCharsets.UTF_8) + '\n').getBytes(StandardCharsets.UTF_8);
    }
}
