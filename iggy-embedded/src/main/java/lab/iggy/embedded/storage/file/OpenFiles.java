package lab.iggy.embedded.storage.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open files of the broker, at most {@code max} of them however many segments there are:
 * whoever needs a file pins it, and the one that was pinned longest ago is closed to make room. A
 * file that is being read or written stays open past the bound; at most two files for each busy
 * event loop and one for each reply that is on its way are.
 */
public final class OpenFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    private final int max;
    private final LinkedHashMap<ManagedFile, FileChannel> open =
            new LinkedHashMap<>(64, 0.75f, true);
    private boolean closed;

    public OpenFiles(int max) {
        this.max = max;
    }

    public ManagedFile file(Path path) {
        return new ManagedFile(this, path);
    }

    public synchronized int count() {
        return open.size();
    }

    synchronized FileChannel pin(ManagedFile file) throws IOException {
        if (closed) {
            throw new IOException("broker is closed: " + file.path());
        }
        if (file.deleted) {
            throw new DeletedLogException("file is deleted: " + file.path());
        }
        var channel = open.get(file);
        // An interrupt closes a channel under the thread that uses it
        if (channel == null || !channel.isOpen()) {
            channel = FileChannel.open(file.path(), READ, WRITE, CREATE);
            open.put(file, channel);
        }
        file.pins++;
        if (open.size() > max) {
            closeIdle();
        }
        return channel;
    }

    synchronized void unpin(ManagedFile file) {
        file.pins--;
        if (file.pins == 0 && (closed || file.deleted || open.size() > max)) {
            close(open.remove(file));
        }
    }

    synchronized void delete(ManagedFile file) {
        file.deleted = true;
        if (file.pins == 0) {
            close(open.remove(file));
        }
    }

    private void closeIdle() {
        for (var entries = open.entrySet().iterator(); open.size() > max && entries.hasNext(); ) {
            var entry = entries.next();
            if (entry.getKey().pins == 0) {
                entries.remove();
                close(entry.getValue());
            }
        }
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Whoever is served here has no part in that file
            LOG.atWarn().setCause(e).log("segment file not closed");
        }
    }

    /** Closes what nobody uses at once, and the rest when it is let go. */
    @Override
    public synchronized void close() {
        closed = true;
        open.entrySet()
                .removeIf(entry -> {
                    if (entry.getKey().pins > 0) {
                        return false;
                    }
                    close(entry.getValue());
                    return true;
                });
    }
}
