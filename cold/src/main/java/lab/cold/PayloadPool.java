package lab.cold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Room for payloads outside the heap: a mapped file without a name, which the system writes out if
 * memory is wanted elsewhere. What is given back is given out again, since the first touch of a
 * mapped page costs more than what is then written to it.
 */
public final class PayloadPool implements AutoCloseable {
    static final int CHUNK_BYTES = 4 << 20;

    private final Path folder;
    private final Deque<MemorySegment> free = new ArrayDeque<>();
    private @Nullable Arena arena;
    private @Nullable FileChannel file;
    private long bytes;

    /**
     * An empty one.
     *
     * @param folder where the file is made once it is needed
     */
    public PayloadPool(Path folder) {
        this.folder = folder;
    }

    /** Room for a chunk, or for as many bytes if that is more. */
    synchronized MemorySegment take(int atLeast) throws IOException {
        @Nullable MemorySegment known = atLeast <= CHUNK_BYTES ? free.poll() : null;
        return known == null ? map(Math.max(CHUNK_BYTES, atLeast)) : known;
    }

    synchronized void give(MemorySegment chunk) {
        if (chunk.byteSize() == CHUNK_BYTES) {
            free.push(chunk); // the one that was used last is the one that the caches know
        }
    }

    private MemorySegment map(int length) throws IOException {
        FileChannel channel = file;
        Arena shared = arena;
        if (channel == null || shared == null) {
            Files.createDirectories(folder);
            Path path = Files.createTempFile(folder, "payloads", ".tmp");
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            file = channel;
            Files.delete(path); // it lives as long as it is open, whatever becomes of us
            shared = Arena.ofShared();
            arena = shared;
        }
        MemorySegment chunk = channel.map(FileChannel.MapMode.READ_WRITE, bytes, length, shared);
        bytes += length;
        return chunk;
    }

    /** Lets all of it go; nobody may use what was taken. */
    @Override
    public synchronized void close() {
        free.clear();
        if (arena != null) {
            arena.close();
            arena = null;
        }
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            file = null;
        }
    }
}
