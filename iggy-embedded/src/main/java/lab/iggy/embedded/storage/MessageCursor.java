package lab.iggy.embedded.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import lab.iggy.embedded.wire.MessageLayout;

/** Walks over the message headers of a log file, through a window of a few pages. */
final class MessageCursor {
    private static final int WINDOW_BYTES = 32 * 1024;
    private static final ThreadLocal<ByteBuffer> WINDOW =
            ThreadLocal.withInitial(
                    () -> ByteBuffer.allocateDirect(WINDOW_BYTES).order(ByteOrder.LITTLE_ENDIAN));

    private final FileChannel file;
    private final int limit;
    private final ByteBuffer window = WINDOW.get();
    private long windowStart;
    private int position;
    private long offset;
    private int size;
    private long timestamp;

    /** Stands on the message at {@code position}, of which is known that it has {@code offset}. */
    MessageCursor(FileChannel file, int position, int limit, long offset) throws IOException {
        this.file = file;
        this.limit = limit;
        this.position = position;
        this.offset = offset;
        window.limit(0);
        read();
    }

    int position() {
        return position;
    }

    int end() {
        return position + size;
    }

    long offset() {
        return offset;
    }

    long timestamp() {
        return timestamp;
    }

    void next() throws IOException {
        position += size;
        offset++;
        read();
    }

    private void read() throws IOException {
        if (limit - position < MessageLayout.HEADER_BYTES) {
            throw new CorruptLogException(
                    "message %d: must start before %d, was at %d"
                            .formatted(offset, limit, position));
        }
        int at = (int) (position - windowStart);
        if (window.limit() == 0 || at < 0 || at + MessageLayout.HEADER_BYTES > window.limit()) {
            fill();
            at = 0;
        }
        long found = window.getLong(at + MessageLayout.OFFSET);
        long length =
                MessageLayout.HEADER_BYTES
                        + Integer.toUnsignedLong(window.getInt(at + MessageLayout.PAYLOAD_LENGTH))
                        + Integer.toUnsignedLong(window.getInt(at + MessageLayout.HEADERS_LENGTH));
        if (found != offset || length > limit - position) {
            throw new CorruptLogException(
                    "message %d: must be at %d, found message %d of %d bytes"
                            .formatted(offset, position, found, length));
        }
        size = (int) length;
        timestamp = window.getLong(at + MessageLayout.TIMESTAMP);
    }

    private void fill() throws IOException {
        windowStart = position;
        window.clear().limit(Math.min(WINDOW_BYTES, limit - position));
        while (window.hasRemaining()) {
            if (file.read(window, windowStart + window.position()) < 0) {
                throw new CorruptLogException(
                        "log: must have %d bytes, had %d".formatted(limit, file.size()));
            }
        }
        window.flip();
    }
}
