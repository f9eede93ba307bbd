package lab.launcher.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import org.jspecify.annotations.Nullable;

/** The right to write to a data directory; the system takes it back when the process dies. */
public final class DataDirLock implements AutoCloseable {

    /** Whose owner is stopped by name. */
    private static final Pattern REPLAY = Pattern.compile("lab replay( --name [a-z0-9-]+)");

    private final FileChannel channel;

    private DataDirLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the right, or says who has it.
     *
     * @param what takes it, such as "lab up", for whoever comes second
     */
    public static DataDirLock take(DataDir data, String what) throws LabException {
        try {
            FileChannel channel =
                    FileChannel.open(
                            data.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new LabException(inUse(data));
            }
            String owner = "%s (pid %d)".formatted(what, ProcessHandle.current().pid());
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)));
            return new DataDirLock(channel);
        } catch (IOException e) {
            throw new LabException(
                    "data directory %s: it must be writable, %s; %s holds off other labs there by its lock, make room for it and let it write, or give another by --data"
                            .formatted(data, LabException.reason(e), what),
                    e);
        }
    }

    /**
     * Whether another process has the right. Not to be asked by a process that has it itself: it
     * would lose it by asking, as POSIX has it.
     */
    public static boolean isHeldElsewhere(DataDir data) throws LabException {
        try (FileChannel channel =
                FileChannel.open(
                        data.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            return tryLock(channel) == null;
        } catch (IOException e) {
            throw new LabException(
                    "data directory %s: it must be writable, %s"
                            .formatted(data, LabException.reason(e)),
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String inUse(DataDir data) throws IOException {
        String owner = Files.readString(data.lockFile());
        Matcher replay = REPLAY.matcher(owner);
        return "data directory %s: one lab at a time, in use by %s; stop it with ./lab down%s --data %s or use another --data"
                .formatted(data, owner, replay.find() ? replay.group(1) : "", data);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
