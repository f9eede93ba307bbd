package lab.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process at a time: a lock on a file, which stays there. The system takes it back when the
 * process dies.
 */
public final class ProcessLock implements AutoCloseable {
    private static final long BETWEEN_TRIES_MILLIS = 5;

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes it, waiting for whoever has it; empty if that takes too long. */
    public static Optional<ProcessLock> take(Path file, Duration within)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            while (tryLock(channel) == null) {
                if (System.nanoTime() - begin > within.toNanos()) {
                    channel.close();
                    return Optional.empty();
                }
                Thread.sleep(BETWEEN_TRIES_MILLIS);
            }
            return Optional.of(new ProcessLock(channel));
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // somebody in this process has it
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
