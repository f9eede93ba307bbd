package lab.lancer.kept;

import java.io.IOException;
import java.nio.file.Path;
import lab.files.KeptFile;

/** The number that a kept file says first, by which a version knows whether it can read it. */
public final class KeptFormat {
    private KeptFormat() {}

    /**
     * Sees to it that a file is of a format that is known.
     *
     * @throws NewerFormatException if a newer version wrote the file, with what to do
     */
    public static void check(Path file, int format, KeptFile kept) throws IOException {
        if (!kept.knows(format)) {
            throw new NewerFormatException(kept.refusal(file, format));
        }
    }
}
