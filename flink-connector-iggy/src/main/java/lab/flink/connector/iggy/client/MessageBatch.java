// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Messages for one partition in the layout of the wire, written once and kept for as many attempts
 * as it takes. Not for more than one writer.
 */
@Internal
public final class MessageBatch {

    /** The server refuses a longer body. */
    public static final int PAYLOAD_BYTES_MAX = 64_000_000;

    /** The server refuses longer user headers (all of one message together). */
    public static final int HEADERS_BYTES_MAX = 100_000;

    private static final int HEADER_FIELD_BYTES_MAX = 255;
    private static final byte STRING = 2;
    private static final byte RAW = 1;
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int size;
    private int[] ends = new int[16];
    private int count;

    public MessageBatch() {
        this(1024);
    }

    public MessageBatch(int expectedBytes) {
        bytes = new byte[expectedBytes];
    }

    /**
     * Appends a message.
     *
     * @param id what the server stores as message id; without one it makes its own
     * @param originTimestampMicros what the message says about its own time
     */
    public void add(
            byte[] payload,
            long originTimestampMicros,
            @Nullable UUID id,
            Map<String, byte[]> headers) {
        if (payload.length > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "message: payload must not exceed 64000000 bytes, was " + payload.length);
        }
        int headersLength = headersLength(headers);
        int at = size;
        ensure(Wire.MESSAGE_HEADER_BYTES + payload.length + headersLength);
        Arrays.fill(bytes, at, at + Wire.MESSAGE_HEADER_BYTES, (byte) 0);
        if (id != null) {
            LONG.set(bytes, at + Wire.ID_AT, id.getLeastSignificantBits());
            LONG.set(bytes, at + Wire.ID_AT + Long.BYTES, id.getMostSignificantBits());
        }
        LONG.set(bytes, at + Wire.ORIGIN_TIMESTAMP_AT, originTimestampMicros);
        INT.set(bytes, at + Wire.HEADERS_LENGTH_AT, headersLength);
        INT.set(bytes, at + Wire.PAYLOAD_LENGTH_AT, payload.length);
        size = at + Wire.MESSAGE_HEADER_BYTES;
        append(payload);
        headers.forEach(this::appendHeader);
        addEnd(size);
    }

    public int count() {
        return count;
    }

    public int sizeBytes() {
        return size;
    }

    /** The messages in the layout of the wire. */
    public byte[] toWire() {
        return Arrays.copyOf(bytes, size);
    }

    /** What {@link #toWire} made; refused if it does not consist of whole messages. */
    public static MessageBatch ofWire(byte[] wire) {
        var batch = new MessageBatch(0);
        batch.bytes = wire;
        while (batch.size < wire.length) {
            batch.addEnd(endOfMessage(wire, batch.size));
        }
        return batch;
    }

    /** The id of the message at this place. */
    public UUID id(int message) {
        int at = startOf(message) + Wire.ID_AT;
        return new UUID((long) LONG.get(bytes, at + Long.BYTES), (long) LONG.get(bytes, at));
    }

    /** The messages with other ids than these, in the same order. */
    MessageBatch without(Set<UUID> ids) {
        var rest = new MessageBatch(size);
        for (int message = 0; message < count; message++) {
            if (!ids.contains(id(message))) {
                int start = startOf(message);
                int length = ends[message] - start;
                rest.ensure(length);
                System.arraycopy(bytes, start, rest.bytes, rest.size, length);
                rest.addEnd(rest.size + length);
            }
        }
        return rest;
    }

    private int startOf(int message) {
        return message == 0 ? 0 : ends[message - 1];
    }

    private static int endOfMessage(byte[] wire, int start) {
        long end = (long) start + Wire.MESSAGE_HEADER_BYTES;
        if (end <= wire.length) {
            int payload = (int) INT.get(wire, start + Wire.PAYLOAD_LENGTH_AT);
            int headers = (int) INT.get(wire, start + Wire.HEADERS_LENGTH_AT);
            end += Integer.toUnsignedLong(payload) + Integer.toUnsignedLong(headers);
        }
        if (end > wire.length) {
            throw new IllegalArgumentException(
                    "batch: the message at byte %d ends at %d, the batch at %d"
                            .formatted(start, end, wire.length));
        }
        return (int) end;
    }

    private void addEnd(int end) {
        size = end;
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
        }
        ends[count++] = end;
    }

    int endOf(int message) {
        return ends[message];
    }

    void writeTo(ByteBuf out) {
        out.writeBytes(bytes, 0, size);
    }

    private static int headersLength(Map<String, byte[]> headers) {
        int length = 0;
        for (Map.Entry<String, byte[]> header : headers.entrySet()) {
            int key = header.getKey().getBytes(StandardCharsets.UTF_8).length;
            int value = header.getValue().length;
            if (key < 1
                    || key > HEADER_FIELD_BYTES_MAX
                    || value < 1
                    || value > HEADER_FIELD_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "header %s: key and value must be 1 to 255 bytes, were %d and %d"
                                .formatted(header.getKey(), key, value));
            }
            length += 2 * (1 + Integer.BYTES) + key + value;
        }
        if (length > HEADERS_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "message: headers must not exceed 100000 bytes, were " + length);
        }
        return length;
    }

    private void appendHeader(String key, byte[] value) {
        appendField(STRING, key.getBytes(StandardCharsets.UTF_8));
        appendField(RAW, value);
    }

    private void appendField(byte kind, byte[] value) {
        bytes[size] = kind;
        INT.set(bytes, size + 1, value.length);
        size += 1 + Integer.BYTES;
        append(value);
    }

    private void append(byte[] source) {
        System.arraycopy(source, 0, bytes, size, source.length);
        size += source.length;
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes =
                    Arrays.copyOf(
                            bytes, (int) Math.max(needed, Math.min(bytes.length * 2L, 1 << 30)));
        }
    }
}
