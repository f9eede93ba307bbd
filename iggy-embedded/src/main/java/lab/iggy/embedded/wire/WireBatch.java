package lab.iggy.embedded.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/**
 * The messages of one send request, whole and checked: {@code count} messages back to back fill
 * {@code bytes}. The log stamps offset, time and checksum into the same memory, so a batch can be
 * appended once.
 */
public record WireBatch(ByteBuffer bytes, int count) {
    public static final int INDEX_ENTRY_BYTES = 16;
    private static final int INDEX_POSITION = 4;
    private static final int INDEX_TIMESTAMP = 8;

    /**
     * Checks a batch as it came off the wire and gives an id to each message that has none.
     *
     * @param indexes 16 bytes a message: offset (0), end position, timestamp (0)
     */
    public static WireBatch checked(
            ByteBuffer indexes, ByteBuffer messages, int count, SplittableRandom ids) {
        indexes.order(ByteOrder.LITTLE_ENDIAN);
        messages.order(ByteOrder.LITTLE_ENDIAN);
        if (count == 0) {
            throw new RefusedException(
                    ErrorCode.INVALID_MESSAGES_COUNT, "batch: must have messages");
        }
        int start = 0;
        for (int i = 0; i < count; i++) {
            int end = checkedEnd(indexes, i, start, messages.capacity());
            int size = checkedSize(messages, start);
            boolean last = i == count - 1;
            if (last ? size > messages.capacity() - start : size != end - start) {
                throw new RefusedException(
                        ErrorCode.BROKEN_MESSAGE_BOUNDARY,
                        "index %d: message has %d bytes, ends at %d".formatted(i, size, end));
            }
            giveId(messages, start, ids);
            start += size;
        }
        if (start != messages.capacity()) {
            throw new RefusedException(
                    ErrorCode.INVALID_MESSAGES_SIZE,
                    "batch: messages end at %d, body at %d".formatted(start, messages.capacity()));
        }
        return new WireBatch(messages, count);
    }

    private static void giveId(ByteBuffer messages, int start, SplittableRandom ids) {
        if (messages.getLong(start + MessageLayout.ID_LOW) == 0
                && messages.getLong(start + MessageLayout.ID_HIGH) == 0) {
            messages.putLong(start + MessageLayout.ID_LOW, ids.nextLong());
            messages.putLong(start + MessageLayout.ID_HIGH, ids.nextLong());
        }
    }

    /**
     * The end of a message by its index entry. That of the last one is not used, here as in the
     * real server: it ends where the body does, whatever its entry says.
     */
    private static int checkedEnd(ByteBuffer indexes, int index, int start, int limit) {
        int at = index * INDEX_ENTRY_BYTES;
        if (indexes.getInt(at) != 0) {
            throw new RefusedException(
                    ErrorCode.NON_ZERO_OFFSET, "index %d: offset must be 0".formatted(index));
        }
        if (indexes.getLong(at + INDEX_TIMESTAMP) != 0) {
            throw new RefusedException(
                    ErrorCode.NON_ZERO_TIMESTAMP, "index %d: timestamp must be 0".formatted(index));
        }
        long end = Integer.toUnsignedLong(indexes.getInt(at + INDEX_POSITION));
        if (end < start) {
            throw new RefusedException(
                    ErrorCode.DECREASING_POSITION,
                    "index %d: must not go back, went to %d".formatted(index, end));
        }
        return (int) Math.min(end, limit);
    }

    private static int checkedSize(ByteBuffer messages, int start) {
        if (messages.capacity() - start < MessageLayout.HEADER_BYTES) {
            throw new RefusedException(
                    ErrorCode.BROKEN_MESSAGE_BOUNDARY, "batch: no message left at " + start);
        }
        long payload =
                Integer.toUnsignedLong(messages.getInt(start + MessageLayout.PAYLOAD_LENGTH));
        long headers =
                Integer.toUnsignedLong(messages.getInt(start + MessageLayout.HEADERS_LENGTH));
        if (payload > MessageLayout.PAYLOAD_BYTES_MAX) {
            throw new RefusedException(ErrorCode.TOO_BIG_PAYLOAD, "payload: too big: " + payload);
        }
        if (headers > MessageLayout.USER_HEADERS_BYTES_MAX) {
            throw new RefusedException(
                    ErrorCode.TOO_BIG_USER_HEADERS, "user headers: too big: " + headers);
        }
        return (int) (MessageLayout.HEADER_BYTES + payload + headers);
    }
}
