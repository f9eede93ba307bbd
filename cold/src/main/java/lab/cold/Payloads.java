package lab.cold;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The payloads of some rows, each found by a number. Few are held in the heap; those beyond {@link
 * #HEAP_BYTES_MAX} outside it: a row group that stays in use for long, because others were put
 * together with it, costs no heap.
 */
final class Payloads {
    static final int HEAP_BYTES_MAX = 1 << 18;

    private static final int FIELD_BITS = 25;
    private static final long FIELD_MASK = (1L << FIELD_BITS) - 1;

    private final PayloadPool pool;
    private final List<MemorySegment> chunks = new ArrayList<>();
    private byte[] heap = new byte[1 << 12];
    private int heapBytes;
    private int chunkBytes;

    /** Without payloads yet. */
    Payloads(PayloadPool pool) {
        this.pool = pool;
    }

    /** Adds one; says where it is. */
    long add(ByteBuffer payload) throws IOException {
        int length = payload.remaining();
        if (length >= FIELD_MASK) {
            throw new IOException(
                    "payload: must have less than %d bytes, has %d".formatted(FIELD_MASK, length));
        }
        if (chunks.isEmpty() && heapBytes + length <= HEAP_BYTES_MAX) {
            return addToHeap(payload, length);
        }
        if (chunks.isEmpty() || chunkBytes + length > chunks.getLast().byteSize()) {
            chunks.add(pool.take(length));
            chunkBytes = 0;
        }
        MemorySegment chunk = chunks.getLast();
        if (payload.hasArray()) {
            int from = payload.arrayOffset() + payload.position();
            MemorySegment.copy(
                    payload.array(), from, chunk, ValueLayout.JAVA_BYTE, chunkBytes, length);
        } else {
            MemorySegment.copy(MemorySegment.ofBuffer(payload), 0, chunk, chunkBytes, length);
        }
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

    /** Lets all of them go. */
    void close() {
        chunks.forEach(pool::give);
        chunks.clear();
        heap = new byte[0];
    }
}
