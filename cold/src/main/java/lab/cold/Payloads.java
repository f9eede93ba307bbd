package lab.cold;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of some rows, each found by a number. The first are held in the heap; what is beyond
 * {@link #HEAP_BYTES_MAX} is in a mapped file without a name, which the system writes out if memory
 * is wanted elsewhere: a row group that stays in use for long, because others were put together
 * with it, costs no heap.
 */
final class Payloads {
    static final int HEAP_BYTES_MAX = 1 << 20;

    private static final int CHUNK_BYTES = 16 << 20;
    private static final int FIELD_BITS = 25;
    private static final long FIELD_MASK = (1L << FIELD_BITS) - 1;

    private final Path folder;
    private final List<MemorySegment> chunks = new ArrayList<>();
    private byte[] heap = new byte[1 << 12];
    private int heapBytes;
    private int chunkBytes;
    private @Nullable Arena arena;
    private @Nullable FileChannel file;
    private long fileBytes;

    /**
     * Without payloads yet.
     *
     * @param folder where the file is made, if one is needed
     */
    Payloads(Path folder) {
        this.folder = folder;
    }

    /** Adds one; says where it is. */
    long add(ByteBuffer payload) throws IOException {
        int length = payload.remaining();
        if (length > FIELD_MASK - 1) {
            throw new IOException(
                    "payload: must have at most %d bytes, has %d"
                            .formatted(FIELD_MASK - 1, length));
        }
        if (chunks.isEmpty() && heapBytes + length <= HEAP_BYTES_MAX) {
            return addToHeap(payload, length);
        }
        if (chunks.isEmpty() || chunkBytes + length > chunks.getLast().byteSize()) {
            chunks.add(map(Math.max(CHUNK_BYTES, length)));
            chunkBytes = 0;
        }
        MemorySegment.copy(
                MemorySegment.ofBuffer(payload), 0, chunks.getLast(), chunkBytes, length);
        long place = place(chunks.size(), chunkBytes, length);
        chunkBytes += length;
        return place;
    }

    private long addToHeap(ByteBuffer payload, int length) {
        if (heapBytes + length > heap.length) {
            heap = Arrays.copyOf(heap, Math.max(heapBytes + length, 2 * heap.length));
        }
        payload.get(payload.position(), heap, heapBytes, length);
        long place = place(0, heapBytes, length);
        heapBytes += length;
        return place;
    }

    private static long place(int chunk, int offset, int length) {
        return ((((long) chunk << FIELD_BITS) | offset) << FIELD_BITS) | length;
    }

    static int length(long place) {
        return (int) (place & FIELD_MASK);
    }

    /** Copies one to the beginning of an array that is long enough. */
    void copy(long place, byte[] to) {
        int length = length(place);
        int offset = (int) ((place >>> FIELD_BITS) & FIELD_MASK);
        int chunk = (int) (place >>> (2 * FIELD_BITS));
        if (chunk == 0) {
            System.arraycopy(heap, offset, to, 0, length);
        } else {
            MemorySegment.copy(chunks.get(chunk - 1), ValueLayout.JAVA_BYTE, offset, to, 0, length);
        }
    }

    private MemorySegment map(int bytes) throws IOException {
        FileChannel channel = file;
        Arena shared = arena;
        if (channel == null || shared == null) {
            Files.createDirectories(folder);
            Path path = Files.createTempFile(folder, "rows", ".tmp");
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            file = channel;
            Files.delete(path); // it lives as long as it is open, whatever becomes of us
            shared = Arena.ofShared();
            arena = shared;
        }
        MemorySegment chunk = channel.map(FileChannel.MapMode.READ_WRITE, fileBytes, bytes, shared);
        fileBytes += bytes;
        return chunk;
    }

    /** Lets all of them go. */
    void close() {
        chunks.clear();
        heap = new byte[0];
        if (arena != null) {
            arena.close();
        }
        if (file != null) {
            try {
                file.close();
            } catch (IOException _) {
                // It has no name any more, and nothing of it is wanted
            }
        }
    }
}
