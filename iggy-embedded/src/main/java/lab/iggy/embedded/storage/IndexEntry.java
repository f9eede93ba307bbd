package lab.iggy.embedded.storage;

import java.nio.ByteBuffer;

/**
 * One record of an index file: up to {@link #MESSAGES_MAX} messages of one batch.
 *
 * @param offset of the first message, counted from the segment's first
 * @param endsBatch whether the batch ends here
 * @param position of the first message in the log file
 * @param timestamp server time of the batch in microseconds
 * @param checksum XXH3-64 of the fields before it and of the messages' own checksums
 */
record IndexEntry(
        int offset,
        int count,
        boolean endsBatch,
        int position,
        int size,
        long timestamp,
        long checksum) {
    /**
     * A poll walks over at most this many messages, and {@link SparseIndex#STRIDE} more, to find
     * its first one.
     */
    static final int MESSAGES_MAX = 256;

    static final int BYTES = 32;
    private static final int END_FLAG = 1 << 31;

    int nextOffset() {
        return offset + count;
    }

    int end() {
        return position + size;
    }

    void writeTo(ByteBuffer buffer) {
        putFields(buffer, offset, count, endsBatch, position, size, timestamp);
        buffer.putLong(checksum);
    }

    static void putFields(
            ByteBuffer buffer,
            int offset,
            int count,
            boolean endsBatch,
            int position,
            int size,
            long timestamp) {
        buffer.putInt(offset)
                .putInt(endsBatch ? count | END_FLAG : count)
                .putInt(position)
                .putInt(size)
                .putLong(timestamp);
    }

    static IndexEntry read(ByteBuffer buffer) {
        int offset = buffer.getInt();
        int countAndFlag = buffer.getInt();
        return new IndexEntry(
                offset,
                countAndFlag & ~END_FLAG,
                (countAndFlag & END_FLAG) != 0,
                buffer.getInt(),
                buffer.getInt(),
                buffer.getLong(),
                buffer.getLong());
    }
}
