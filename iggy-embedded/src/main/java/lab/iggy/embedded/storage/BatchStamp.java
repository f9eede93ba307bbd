package lab.iggy.embedded.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lab.iggy.embedded.wire.MessageLayout;
import lab.iggy.embedded.wire.WireBatch;

/**
 * Writes offset, time and checksum into the messages of a batch and makes the index entries that
 * announce it. One a thread, so that its memory is too.
 */
final class BatchStamp {
    private static final int ENTRIES_AT_FIRST = 16;
    private static final ThreadLocal<BatchStamp> OF_THREAD =
            ThreadLocal.withInitial(BatchStamp::new);

    private ByteBuffer entries = entryBuffer(ENTRIES_AT_FIRST);

    private BatchStamp() {}

    static BatchStamp ofThread() {
        return OF_THREAD.get();
    }

    /** Stamps a batch; returns its index entries' bytes, good until the next call. */
    ByteBuffer stamp(WireBatch batch, long firstOffset, long timestamp, Segment segment) {
        int entryCount = (batch.count() + IndexEntry.MESSAGES_MAX - 1) / IndexEntry.MESSAGES_MAX;
        if (entries.capacity() < entryCount * IndexEntry.BYTES) {
            entries = entryBuffer(entryCount);
        }
        entries.clear();
        var bytes = batch.bytes();
        var checksums = Checksums.ofThread();
        int logEnd = segment.extent().size();
        int left = batch.count();
        long offset = firstOffset;
        int position = 0;
        while (left > 0) {
            int count = Math.min(left, IndexEntry.MESSAGES_MAX);
            int start = position;
            checksums.startEntry();
            for (int i = 0; i < count; i++) {
                position += stampMessage(bytes, position, offset + i, timestamp, checksums);
            }
            left -= count;
            checksums
                    .endEntry(
                            (int) (offset - segment.baseOffset()),
                            count,
                            left == 0,
                            logEnd + start,
                            position - start,
                            timestamp)
                    .writeTo(entries);
            offset += count;
        }
        return entries.flip();
    }

    private static int stampMessage(
            ByteBuffer bytes, int start, long offset, long timestamp, Checksums checksums) {
        int size =
                MessageLayout.HEADER_BYTES
                        + bytes.getInt(start + MessageLayout.PAYLOAD_LENGTH)
                        + bytes.getInt(start + MessageLayout.HEADERS_LENGTH);
        bytes.putLong(start + MessageLayout.OFFSET, offset);
        bytes.putLong(start + MessageLayout.TIMESTAMP, timestamp);
        long checksum = checksums.ofMessage(bytes, start, size);
        bytes.putLong(start + MessageLayout.CHECKSUM, checksum);
        checksums.addMessage(checksum);
        return size;
    }

    static void addTo(SparseIndex sparse, ByteBuffer entries) {
        for (entries.rewind(); entries.hasRemaining(); ) {
            var entry = IndexEntry.read(entries);
            sparse.add(entry.offset(), entry.position(), entry.timestamp());
        }
    }

    private static ByteBuffer entryBuffer(int entryCount) {
        return ByteBuffer.allocateDirect(entryCount * IndexEntry.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
