package lab.topics;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A message as it stands on the bus.
 *
 * @param time when the broker had it
 * @param payload the bytes as they came; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier of bytes; nobody compares two of them
public record BusMessage(Topic topic, int partition, long offset, Instant time, byte[] payload) {
    private static final int SHOWN_MAX = 200;

    /** The beginning of its payload as a log may show it, whoever wrote it: one line of text. */
    public String shown() {
        int length = Math.min(payload.length, SHOWN_MAX);
        String text = new String(payload, 0, length, StandardCharsets.UTF_8);
        return text.replaceAll("\\p{C}", "?") + (length < payload.length ? "…" : "");
    }
}
