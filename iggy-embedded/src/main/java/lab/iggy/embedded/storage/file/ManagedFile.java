package lab.iggy.embedded.storage.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is opened when somebody needs it and closed again when too many are open. */
public final class ManagedFile {
    private final OpenFiles openFiles;
    private final Path path;
    // Both are guarded by openFiles.
    int pins;
    boolean deleted;

    ManagedFile(OpenFiles openFiles, Path path) {
        this.openFiles = openFiles;
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** Opens the file if it is closed and keeps it open until {@link #unpin}. */
    public FileChannel pin() throws IOException {
        return openFiles.pin(this);
    }

    public void unpin() {
        openFiles.unpin(this);
    }

    /** Closes the file for good and leaves it where it is. */
    public void release() {
        openFiles.delete(this);
    }

    /** Removes the file; who reads it at this moment can read on. */
    public void delete() throws IOException {
        release();
        Files.deleteIfExists(path);
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
