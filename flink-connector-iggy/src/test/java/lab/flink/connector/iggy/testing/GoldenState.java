package lab.flink.connector.iggy.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What stands in users' savepoints, a file for each kind and version of state: a new version adds
 * files, and changes none.
 */
public final class GoldenState {

    private GoldenState() {}

    public static byte[] of(String name) throws IOException {
        return Files.readAllBytes(Path.of("src/test/golden", name + ".bin"));
    }
}
