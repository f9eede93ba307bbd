package lab.launcher.directory;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import lab.servicekit.Health;

/**
 * Whether the disk of a data directory takes what is written. When it does not, each part fails in
 * words of its own, and few of them name the disk.
 */
public final class DiskCheck {
    /** Broker, jobs and Fluss write some tens of megabytes between two looks of whoever watches. */
    static final long FREE_BYTES_MIN = 256L << 20;

    private static final int MEGABYTE = 1 << 20;

    private final Path folder;
    private final FileStore store;

    DiskCheck(Path folder, FileStore store) {
        this.folder = folder;
        this.store = store;
    }

    /**
     * Of the disk that a folder lies on.
     *
     * @param folder one that is there
     */
    public static DiskCheck of(Path folder) throws LabException {
        try {
            return new DiskCheck(folder, Files.getFileStore(folder));
        } catch (IOException e) {
            throw new LabException(
                    "%s: its disk must be known, %s".formatted(folder, LabException.reason(e)), e);
        }
    }

    public void addTo(Health health) {
        health.check("disk", this::trouble);
    }

    /** Empty while it takes what is written. */
    Optional<String> trouble() {
        try {
            // In a sandbox Java takes a writable mount for the read-only one around it, if both are
            // of one disk
            if (store.isReadOnly() && !Files.isWritable(folder)) {
                return Optional.of(
                        "%s: it must be writable, is mounted read-only; mount it to be written, then ./lab down and ./lab up"
                                .formatted(folder));
            }
            long free = store.getUsableSpace();
            return free >= FREE_BYTES_MIN
                    ? refusal()
                    : Optional.of(
                            String.format(
                                    Locale.ROOT,
                                    "%s: %d MB must be free, %d are; make room, and if a part stays"
                                            + " down after that, ./lab down and ./lab up",
                                    folder,
                                    FREE_BYTES_MIN / MEGABYTE,
                                    free / MEGABYTE));
        } catch (IOException e) {
            return Optional.of(
                    "%s: its free space must be known, %s"
                            .formatted(folder, LabException.reason(e)));
        }
    }

    /**
     * A kernel that has stopped trusting a disk refuses all writing, and goes on saying that it is
     * mounted to be written: only a write shows it.
     */
    private Optional<String> refusal() {
        try {
            Path tmp = folder.resolve("tmp"); // each start empties it
            Path into = Files.isDirectory(tmp) ? tmp : folder;
            Files.delete(Files.createTempFile(into, "disk-check", ".tmp"));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    "%s: it must be writable, %s; see what the system says of its disk, make it writable, then ./lab down and ./lab up"
                            .formatted(folder, LabException.reason(e)));
        }
    }

    /** Not a number if nobody knows. */
    public double freeBytes() {
        try {
            return store.getUsableSpace();
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
