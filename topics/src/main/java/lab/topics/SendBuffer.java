package lab.topics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Messages of one partition, one after another in the form in which they travel: a header of 64
 * bytes, then the payload. No object is made for a message.
 *
 * <p>The header's checksum, id, offset and time stay zero: the server fills them in.
 */
public final class SendBuffer {
    public static final int HEADER_BYTES = 64;

    private static final int PAYLOAD_LENGTH_AT = 52;
    private static final int BYTES_FIRST = 4 * 1024;
    private static final int BYTES_KEPT_MAX = 4 * 1024 * 1024;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[BYTES_FIRST];
    private int[] ends = new int[16];
    private int count;

    public void add(byte[] payload) {
        add(payload, payload.length);
    }

    /** Adds the first bytes of an array. */
    public void add(byte[] payload, int length) {
        int at = start(count);
        int end = at + HEADER_BYTES + length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, grown(bytes.length)));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, grown(ends.length));
        }
        Arrays.fill(bytes, at, at + HEADER_BYTES, (byte) 0);
        INT.set(bytes, at + PAYLOAD_LENGTH_AT, length);
        System.arraycopy(payload, 0, bytes, at + HEADER_BYTES, length);
        ends[count++] = end;
    }

    public int count() {
        return count;
    }

    /** Where a message begins; of the one after the last, where the batch ends. */
    int start(int message) {
        return message == 0 ? 0 : ends[message - 1];
    }

    byte[] bytes() {
        return bytes;
    }

    /** The end of the longest run of messages from one on that keeps to both limits. */
    public int chunkEnd(int from, int messagesMax, int bytesMax) {
        int to = from + 1;
        int start = start(from);
        while (to < count && to - from < messagesMax && start(to + 1) - start <= bytesMax) {
            to++;
        }
        return to;
    }

    public void clear() {
        count = 0;
        if (bytes.length > BYTES_KEPT_MAX) {
            bytes = new byte[BYTES_FIRST];
        }
    }

    private static int grown(int length) {
        return length + (length >> 1) + 1;
    }
}
