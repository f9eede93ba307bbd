package lab.domain;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What could not be read: its bytes as they came, where from, and why.
 *
 * @param source who met it: a feed ({@code coinbase}, {@code file}) or a reader of the bus
 * @param reason names the thing, the rule and the culprit
 * @param payload the bytes as they came, in base64; of a longer message the first {@value
 *     #PAYLOAD_BYTES_MAX}
 * @param received when it was met, by the clock of whoever met it
 * @param position where it stood, so that a letter that is sent twice can be told
 */
public record DeadLetter(
        String source,
        String reason,
        String payload,
        Instant received,
        Optional<Position> position) {
    public static final int PAYLOAD_BYTES_MAX = 1 << 20;

    /** Where a bad message stood: on the bus, or in a feed whose lines can be counted. */
    public sealed interface Position {
        record OnBus(String topic, int partition, long offset) implements Position {}

        record InFeed(long line) implements Position {}
    }

    public static DeadLetter of(
            String source,
            String reason,
            byte[] bytes,
            Instant received,
            Optional<Position> position) {
        byte[] kept = Arrays.copyOf(bytes, Math.min(bytes.length, PAYLOAD_BYTES_MAX));
        return new DeadLetter(
                source, reason, Base64.getEncoder().encodeToString(kept), received, position);
    }
}
