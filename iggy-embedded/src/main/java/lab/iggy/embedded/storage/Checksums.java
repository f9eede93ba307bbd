package lab.iggy.embedded.storage;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lab.iggy.embedded.wire.MessageLayout;

/**
 * XXH3-64 over memory outside the heap, through a small array that stays in the processor's cache.
 * One a thread.
 */
public final class Checksums {
    private static final int SCRATCH_BYTES = 16 * 1024;
    private static final Hasher64 XXH3 = Hashing.xxh3_64();
    private static final ThreadLocal<Checksums> OF_THREAD = ThreadLocal.withInitial(Checksums::new);

    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private final byte[] entryBytes =
            new byte[IndexEntry.BYTES - Long.BYTES + IndexEntry.MESSAGES_MAX * Long.BYTES];
    private final ByteBuffer entry = ByteBuffer.wrap(entryBytes).order(ByteOrder.LITTLE_ENDIAN);

    private Checksums() {}

    static Checksums ofThread() {
        return OF_THREAD.get();
    }

    public static long of(byte[] bytes, int from, int length) {
        return XXH3.hashBytesToLong(bytes, from, length);
    }

    /** The checksum of a message that lies at {@code start}. */
    long ofMessage(ByteBuffer bytes, int start, int size) {
        int from = start + MessageLayout.CHECKED_FROM;
        int length = size - MessageLayout.CHECKED_FROM;
        if (length <= SCRATCH_BYTES) {
            bytes.get(from, scratch, 0, length);
            return XXH3.hashBytesToLong(scratch, 0, length);
        }
        var stream = XXH3.hashStream();
        for (int left = length; left > 0; left -= SCRATCH_BYTES) {
            int part = Math.min(left, SCRATCH_BYTES);
            bytes.get(from + length - left, scratch, 0, part);
            stream.putBytes(scratch, 0, part);
        }
        return stream.getAsLong();
    }

    /**
     * Starts the checksum of an index entry; its messages' checksums follow by {@link #addMessage}.
     */
    void startEntry() {
        entry.clear().position(IndexEntry.BYTES - Long.BYTES);
    }

    void addMessage(long checksum) {
        entry.putLong(checksum);
    }

    IndexEntry endEntry(
            int offset, int count, boolean endsBatch, int position, int size, long timestamp) {
        int length = entry.position();
        entry.position(0);
        IndexEntry.putFields(entry, offset, count, endsBatch, position, size, timestamp);
        return new IndexEntry(
                offset,
                count,
                endsBatch,
                position,
                size,
                timestamp,
                XXH3.hashBytesToLong(entryBytes, 0, length));
    }
}
