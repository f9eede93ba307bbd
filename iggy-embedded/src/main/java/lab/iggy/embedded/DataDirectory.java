package lab.iggy.embedded;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import lab.files.DurableFiles;
import lab.iggy.embedded.storage.PartitionLog.Depth;

/** The directory of a broker, which one broker at a time may use. */
final class DataDirectory implements AutoCloseable {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static DataDirectory lock(Path path) throws IOException {
        DurableFiles.createDirectories(path);
        var lock = FileChannel.open(path.resolve("lock"), CREATE, WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new OverlappingFileLockException();
            }
        } catch (OverlappingFileLockException e) {
            lock.close();
            throw new IOException(
                    "data directory: must be used by one broker at a time: " + path, e);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
        return new DataDirectory(path, lock);
    }

    /**
     * How thoroughly logs have to be checked. If the machine has been up ever since the last start,
     * the system has all that it was given, and at most the last batch of a log can be unfinished.
     */
    Depth checkDepth() throws IOException {
        var known = path.resolve("boot-id");
        var last = Files.exists(known) ? Files.readString(known) : "";
        var now = Files.exists(BOOT_ID) ? Files.readString(BOOT_ID) : "";
        return !now.isEmpty() && now.equals(last) ? Depth.LAST_BATCH : Depth.TAIL;
    }

    /** Remembers that logs have been checked since the machine came up. */
    void markChecked() throws IOException {
        if (Files.exists(BOOT_ID)) {
            DurableFiles.write(path.resolve("boot-id"), Files.readString(BOOT_ID));
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
