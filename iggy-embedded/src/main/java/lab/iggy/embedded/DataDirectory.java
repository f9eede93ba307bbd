package lab.iggy.embedded;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.iggy.embedded.storage.PartitionLog.Depth;

/**
 * The directory of a broker, which one broker at a time may use. Its file {@code format} says in
 * which format all of it is kept:
 *
 * <ul>
 *   <li>0, without the file: segments were not forced when they were closed
 *   <li>1: they are, and so are the names in the directories
 * </ul>
 *
 * The files themselves look the same in both.
 */
final class DataDirectory implements AutoCloseable {
    private static final int FORMAT = 1;
    static final KeptFile KEPT =
            new KeptFile(
                    "the bus with its segments, indexes and stored offsets",
                    "iggy/format",
                    KeptFile.Form.NUMBER,
                    FORMAT,
                    "take another --data; ./lab reset takes all away");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path path;
    private final FileChannel lock;
    private final int format;

    private DataDirectory(Path path, FileChannel lock, int format) {
        this.path = path;
        this.lock = lock;
        this.format = format;
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
        try {
            return new DataDirectory(path, lock, readFormat(path.resolve("format")));
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static int readFormat(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        var text = text(file).strip();
        if (!text.matches("\\d{1,9}")) {
            throw new IOException(
                    "%s: must hold the number of the broker's format, was \"%s\"; put a backup of it back, or %s"
                            .formatted(file, text, KEPT.otherwise()));
        }
        int format = Integer.parseInt(text);
        if (!KEPT.knows(format)) {
            throw new IOException(KEPT.refusal(file, format));
        }
        return format;
    }

    /** Whatever a file holds: bytes that are no text come out as marks that stand for none. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** Whether closed segments may not be on the disk: all logs have to be forced once. */
    boolean mustBeForced() {
        return format < 1;
    }

    /**
     * How thoroughly logs have to be checked. If the machine has been up ever since the last start,
     * the system has all that it was given, and at most the last batch of a log can be unfinished.
     */
    Depth checkDepth() throws IOException {
        var known = path.resolve("boot-id");
        var last = Files.exists(known) ? text(known) : "";
        var now = Files.exists(BOOT_ID) ? Files.readString(BOOT_ID) : "";
        if (!now.isEmpty() && now.equals(last)) {
            return Depth.LAST_BATCH;
        }
        return mustBeForced() ? Depth.TAIL : Depth.NEWEST;
    }

    /** Remembers that logs have been checked since the machine came up, and the format. */
    void markChecked() throws IOException {
        if (format < FORMAT) {
            DurableFiles.write(path.resolve("format"), FORMAT + "\n");
        }
        if (Files.exists(BOOT_ID)) {
            DurableFiles.write(path.resolve("boot-id"), Files.readString(BOOT_ID));
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
