package lab.lancer.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The right to write to an index; the system takes it back when the process dies. */
final class IndexLock implements AutoCloseable {
    private final FileChannel channel;

    private IndexLock(FileChannel channel) {
        this.channel = channel;
    }

    static IndexLock take(IndexConfig config) throws IndexException {
        Path file = config.lock();
        try {
            Files.createDirectories(config.folder());
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isTaken(channel)) {
                channel.close();
                throw new IndexException(
                        "index %s: one process at a time may write to it, another does"
                                .formatted(config.folder()));
            }
            return new IndexLock(channel);
        } catch (IOException e) {
            throw new IndexException("index %s: it must be writable".formatted(config.folder()), e);
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null && lock.isValid();
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IndexException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IndexException("index: its lock must be released", e);
        }
    }
}
