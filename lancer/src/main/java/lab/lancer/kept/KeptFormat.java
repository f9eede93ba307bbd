package lab.lancer.kept;

import java.io.IOException;
import java.nio.file.Path;

/** The number that a kept file says first, by which a version knows whether it can read it. */
public final class KeptFormat {
    private KeptFormat() {}

    /**
     * Sees to it that a file is of a format that is known.
     *
     * @param newest the newest that this version knows; it knows all before it
     * @throws NewerFormatException if a newer version wrote the file, with what to do
     */
    public static void check(Path file, int format, int newest) throws IOException {
        if (format < 0 || format > newest) {
            throw new NewerFormatException(
                    "%s: its format must be at most %d, which is the newest that this version knows, was"
                                    .formatted(file, newest)
                            + " %d; start it with the version that wrote it, or run ./lab reset --only derived"
                                    .formatted(format));
        }
    }
}
