package lab.topics.producer;

import java.time.Duration;

/**
 * How a {@link BusProducer} gathers, holds and gives up.
 *
 * @param batchMessagesMax messages of one request
 * @param batchBytesMax bytes of one request; a single message may be longer
 * @param linger how long the first message of a batch waits for more
 * @param bufferMessagesMax messages that wait while a accumulator is on its way, which holds as
 *     many more
 * @param bufferBytesMax bytes that wait; a single message may be longer
 * @param closeDeadline how long {@code close} tries to deliver what waits
 */
public record ProducerConfig(
        int batchMessagesMax,
        int batchBytesMax,
        Duration linger,
        int bufferMessagesMax,
        int bufferBytesMax,
        Duration closeDeadline) {
    public static final ProducerConfig DEFAULT =
            new ProducerConfig(
                    10_000, 1 << 20, Duration.ofMillis(2), 50_000, 16 << 20, Duration.ofSeconds(5));

    public ProducerConfig {
        check(batchMessagesMax > 0, "batch messages max", "must be positive", batchMessagesMax);
        check(batchBytesMax > 0, "batch bytes max", "must be positive", batchBytesMax);
        check(!linger.isNegative(), "linger", "must not be negative", linger);
        check(bufferMessagesMax > 0, "buffer messages max", "must be positive", bufferMessagesMax);
        check(bufferBytesMax > 0, "buffer bytes max", "must be positive", bufferBytesMax);
        check(!closeDeadline.isNegative(), "close deadline", "must not be negative", closeDeadline);
    }

    public ProducerConfig withLinger(Duration wait) {
        return new ProducerConfig(
                batchMessagesMax,
                batchBytesMax,
                wait,
                bufferMessagesMax,
                bufferBytesMax,
                closeDeadline);
    }

    public ProducerConfig withBuffer(int messagesMax, int bytesMax) {
        return new ProducerConfig(
                batchMessagesMax, batchBytesMax, linger, messagesMax, bytesMax, closeDeadline);
    }

    public ProducerConfig withBatch(int messagesMax, int bytesMax) {
        return new ProducerConfig(
                messagesMax, bytesMax, linger, bufferMessagesMax, bufferBytesMax, closeDeadline);
    }

    public ProducerConfig withCloseDeadline(Duration deadline) {
        return new ProducerConfig(
                batchMessagesMax,
                batchBytesMax,
                linger,
                bufferMessagesMax,
                bufferBytesMax,
                deadline);
    }

    private static void check(boolean holds, String what, String rule, Object culprit) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "producer %s: %s, was %s".formatted(what, rule, culprit));
        }
    }
}
