package lab.iggy.embedded.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import lab.iggy.embedded.wire.MessageLayout;

/**
 * Reads a log file message by message and checks each against its own checksum. Used at start only.
 */
final class LogScanner {
    private static final int WINDOW_BYTES = 1 << 20;

    private final FileChannel file;
    private final long limit;
    private byte[] window = new byte[0];
    private ByteBuffer view = ByteBuffer.wrap(window).order(ByteOrder.LITTLE_ENDIAN);
    private long windowStart;
    private int windowSize;
    private long position;
    private long checksum;
    private long timestamp;
    private int size;

    LogScanner(FileChannel file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    void moveTo(long start) {
        position = start;
    }

    /** Where the message after the last good one starts. */
    long position() {
        return position;
    }

    long checksum() {
        return checksum;
    }

    long timestamp() {
        return timestamp;
    }

    int size() {
        return size;
    }

    /** Goes over one message, if there is a whole and sound one with this offset. */
    boolean next(long offset) throws IOException {
        if (!load(MessageLayout.HEADER_BYTES)) {
            return false;
        }
        int at = (int) (position - windowStart);
        long payload = Integer.toUnsignedLong(view.getInt(at + MessageLayout.PAYLOAD_LENGTH));
        long headers = Integer.toUnsignedLong(view.getInt(at + MessageLayout.HEADERS_LENGTH));
        if (view.getLong(at + MessageLayout.OFFSET) != offset
                || payload > MessageLayout.PAYLOAD_BYTES_MAX
                || headers > MessageLayout.USER_HEADERS_BYTES_MAX) {
            return false;
        }
        int length = (int) (MessageLayout.HEADER_BYTES + payload + headers);
        if (!load(length)) {
            return false;
        }
        at = (int) (position - windowStart);
        checksum = view.getLong(at + MessageLayout.CHECKSUM);
        if (Checksums.of(
                        window,
                        at + MessageLayout.CHECKED_FROM,
                        length - MessageLayout.CHECKED_FROM)
                != checksum) {
            return false;
        }
        timestamp = view.getLong(at + MessageLayout.TIMESTAMP);
        size = length;
        position += length;
        return true;
    }

    /** Has {@code length} bytes from the position on in the window. */
    private boolean load(int length) throws IOException {
        if (limit - position < length) {
            return false;
        }
        if (position >= windowStart && position + length <= windowStart + windowSize) {
            return true;
        }
        int wanted = (int) Math.max(length, Math.min(WINDOW_BYTES, limit - position));
        if (wanted > window.length) {
            window = new byte[wanted];
            view = ByteBuffer.wrap(window).order(ByteOrder.LITTLE_ENDIAN);
        }
        windowStart = position;
        windowSize = (int) Math.min(window.length, limit - position);
        var into = ByteBuffer.wrap(window, 0, windowSize);
        while (into.hasRemaining()) {
            if (file.read(into, windowStart + into.position()) < 0) {
                windowSize = into.position();
                return length <= windowSize;
            }
        }
        return true;
    }
}
