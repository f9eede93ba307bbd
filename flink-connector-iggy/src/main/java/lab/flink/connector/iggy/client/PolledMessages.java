// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.apache.flink.annotation.Internal;

/**
 * The answer to one poll, read in place: a cursor over the messages that makes no object for a
 * message, only the copies that are asked for. Close it to give the buffer back.
 */
@Internal
public final class PolledMessages implements AutoCloseable {

    private static final int ANSWER_HEADER_BYTES = 16;
    private static final int STRING = 2;

    private final ByteBuf buffer;
    private final ByteBuffer bytes;
    private final CRC32C crc = new CRC32C();
    private final long headOffset;
    private final int count;
    private final int start;
    private int last;
    private int at;
    private int next;

    /** Takes the buffer over, unless it throws. */
    PolledMessages(TopicPartition asked, ByteBuf buffer) throws IggyException {
        if (buffer.readableBytes() < ANSWER_HEADER_BYTES) {
            throw IggyException.malformed("poll of " + asked + ": the answer is too short");
        }
        int base = buffer.readerIndex();
        int partition = buffer.getIntLE(base);
        if (partition != asked.partition()) {
            // Answers carry no request id: another partition's answer must not pass for ours.
            throw IggyException.malformed(
                    "poll of " + asked + ": the answer is for partition " + partition);
        }
        this.buffer = buffer;
        this.bytes = buffer.nioBuffer(0, buffer.writerIndex());
        this.headOffset = buffer.getLongLE(base + Integer.BYTES);
        this.start = base + ANSWER_HEADER_BYTES;
        this.last = start;
        this.at = start;
        this.next = start;
        this.count = countAndCheck(asked);
    }

    /** Offset of the newest message of the partition, and 0 while it has none. */
    public long headOffset() {
        return headOffset;
    }

    public int count() {
        return count;
    }

    public int sizeBytes() {
        return buffer.writerIndex() - start;
    }

    /** Offset of the last message; only if there is one. */
    public long lastOffset() {
        return offsetAt(last);
    }

    /** When the server took the last message in; only if there is one. */
    public long lastTimestampMicros() {
        return buffer.getLongLE(last + Wire.TIMESTAMP_AT);
    }

    /** What the last message is known by; only if there is one. */
    public MessageMark lastMark() {
        return new MessageMark(lastTimestampMicros(), checksum(last));
    }

    /** How many bytes the last message has; only if there is one. */
    public int lastBytes() {
        return lengthAt(last);
    }

    /** Moves to the next message, the first one at first. */
    public boolean next() {
        if (next >= buffer.writerIndex()) {
            return false;
        }
        at = next;
        next += lengthAt(at);
        return true;
    }

    /** Back to before the first message. */
    public void rewind() {
        next = start;
    }

    public long offset() {
        return offsetAt(at);
    }

    /** When the server took the message in. */
    public long timestampMicros() {
        return buffer.getLongLE(at + Wire.TIMESTAMP_AT);
    }

    /** What the sender said about the message's time; 0 if nothing. */
    public long originTimestampMicros() {
        return buffer.getLongLE(at + Wire.ORIGIN_TIMESTAMP_AT);
    }

    /** What the current message is known by. */
    public MessageMark mark() {
        return new MessageMark(timestampMicros(), checksum());
    }

    /** The checksum of the current message's mark. */
    public int checksum() {
        return checksum(at);
    }

    /** How many bytes the current message has. */
    public int bytes() {
        return next - at;
    }

    public UUID id() {
        return new UUID(
                buffer.getLongLE(at + Wire.ID_AT + Long.BYTES), buffer.getLongLE(at + Wire.ID_AT));
    }

    public byte[] payload() {
        var payload = new byte[buffer.getIntLE(at + Wire.PAYLOAD_LENGTH_AT)];
        buffer.getBytes(at + Wire.MESSAGE_HEADER_BYTES, payload);
        return payload;
    }

    /** User headers; a key that is no string is shown as its bytes in hex. */
    public Map<String, byte[]> headers() {
        int end = next;
        int position =
                at + Wire.MESSAGE_HEADER_BYTES + buffer.getIntLE(at + Wire.PAYLOAD_LENGTH_AT);
        if (position >= end) {
            return Map.of();
        }
        var headers = new LinkedHashMap<String, byte[]>();
        while (position < end) {
            int kind = buffer.getUnsignedByte(position);
            byte[] key = field(position, end);
            position += 1 + Integer.BYTES + key.length;
            byte[] value = field(position, end);
            position += 1 + Integer.BYTES + value.length;
            headers.put(kind == STRING ? new String(key, StandardCharsets.UTF_8) : hex(key), value);
        }
        return headers;
    }

    @Override
    public void close() {
        buffer.release();
    }

    private int checksum(int message) {
        crc.reset();
        update(message + Wire.OFFSET_AT, Long.BYTES);
        update(
                message + Wire.MESSAGE_HEADER_BYTES,
                buffer.getIntLE(message + Wire.PAYLOAD_LENGTH_AT));
        return (int) crc.getValue();
    }

    private void update(int from, int length) {
        crc.update(bytes.limit(from + length).position(from));
    }

    private byte[] field(int position, int end) {
        int length = buffer.getIntLE(position + 1);
        if (length < 0 || length > end - position - 1 - Integer.BYTES) {
            throw new IllegalStateException(
                    "message %d: its headers are cut short".formatted(offset()));
        }
        var field = new byte[length];
        buffer.getBytes(position + 1 + Integer.BYTES, field);
        return field;
    }

    private static String hex(byte[] bytes) {
        return "0x" + java.util.HexFormat.of().formatHex(bytes);
    }

    private long offsetAt(int position) {
        return buffer.getLongLE(position + Wire.OFFSET_AT);
    }

    private int lengthAt(int position) {
        return Wire.MESSAGE_HEADER_BYTES
                + buffer.getIntLE(position + Wire.PAYLOAD_LENGTH_AT)
                + buffer.getIntLE(position + Wire.HEADERS_LENGTH_AT);
    }

    private int countAndCheck(TopicPartition asked) throws IggyException {
        int announced = buffer.getIntLE(start - Integer.BYTES);
        int messages = 0;
        int position = start;
        int end = buffer.writerIndex();
        while (position < end) {
            boolean whole =
                    end - position >= Wire.MESSAGE_HEADER_BYTES
                            && buffer.getIntLE(position + Wire.PAYLOAD_LENGTH_AT) >= 0
                            && buffer.getIntLE(position + Wire.HEADERS_LENGTH_AT) >= 0
                            && lengthAt(position) >= Wire.MESSAGE_HEADER_BYTES
                            && lengthAt(position) <= end - position;
            if (!whole) {
                throw IggyException.malformed("poll of " + asked + ": a message is cut short");
            }
            if (messages > 0 && offsetAt(position) <= offsetAt(last)) {
                throw IggyException.malformed(
                        "poll of %s: the answer has offset %d behind %d"
                                .formatted(asked, offsetAt(position), offsetAt(last)));
            }
            last = position;
            position += lengthAt(position);
            messages++;
        }
        if (messages > 0 && offsetAt(last) > headOffset) {
            // A server 0.8.0 goes on giving what it had not saved when the topic was purged
            throw IggyException.malformed(
                    "poll of %s: the answer has offset %d and says that the newest is %d"
                            .formatted(asked, offsetAt(last), headOffset));
        }
        if (messages != announced) {
            throw IggyException.malformed(
                    "poll of %s: the answer says %d messages and has %d"
                            .formatted(asked, announced, messages));
        }
        return messages;
    }
}
