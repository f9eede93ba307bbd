package lab.launcher.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import lab.launcher.directory.LabException;

/**
 * A temporary folder in which the engines of this process put theirs, as long as it is open: what
 * they leave behind goes with it.
 */
final class OwnTmp implements AutoCloseable {
    private static final String PROPERTY = "java.io.tmpdir";

    private final Path folder;
    private final String before;

    private OwnTmp(Path folder, String before) {
        this.folder = folder;
        this.before = before;
    }

    static OwnTmp open(String prefix) throws LabException {
        try {
            var own = new OwnTmp(Files.createTempDirectory(prefix), System.getProperty(PROPERTY));
            System.setProperty(PROPERTY, own.folder.toString());
            return own;
        } catch (IOException e) {
            throw new LabException(
                    "temporary folder: it must be writable, " + LabException.reason(e), e);
        }
    }

    Path folder() {
        return folder;
    }

    /** Whoever works on in this process has the folder that there was before. */
    @Override
    public void close() {
        if (folder.toString().equals(System.getProperty(PROPERTY))) {
            System.setProperty(PROPERTY, before);
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // A file that a library still holds open; the system empties its temporary folder.
            return;
        }
    }
}
