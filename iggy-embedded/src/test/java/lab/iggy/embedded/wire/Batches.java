package lab.iggy.embedded.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Makes batches as a client would send them. */
public final class Batches {
    private Batches() {}

    /** One message for each payload, without user headers and with no id. */
    public static WireBatch of(String... payloads) {
        var messages = messages(payloads);
        return WireBatch.checked(
                indexes(payloads), messages, payloads.length, new SplittableRandom(1));
    }

    /** {@code count} messages with payloads of {@code payloadBytes}. */
    public static WireBatch sized(int count, int payloadBytes) {
        var payload = "x".repeat(payloadBytes);
        return of(IntStream.range(0, count).mapToObj(_ -> payload).toArray(String[]::new));
    }

    public static ByteBuffer messages(String... payloads) {
        int size = Arrays.stream(payloads).mapToInt(Batches::size).sum();
        var bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        for (var payload : payloads) {
            var body = payload.getBytes(StandardCharsets.UTF_8);
            bytes.putInt(at + MessageLayout.PAYLOAD_LENGTH, body.length);
            bytes.put(at + MessageLayout.HEADER_BYTES, body);
            at += size(payload);
        }
        return bytes;
    }

    public static ByteBuffer indexes(String... payloads) {
        var bytes =
                ByteBuffer.allocateDirect(payloads.length * WireBatch.INDEX_ENTRY_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        int end = 0;
        for (var payload : payloads) {
            end += size(payload);
            bytes.putInt(0).putInt(end).putLong(0);
        }
        return bytes.flip();
    }

    private static int size(String payload) {
        return MessageLayout.HEADER_BYTES + payload.getBytes(StandardCharsets.UTF_8).length;
    }
}
