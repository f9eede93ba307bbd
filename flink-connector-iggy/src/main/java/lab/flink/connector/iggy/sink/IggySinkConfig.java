// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.Serializable;
import java.time.Duration;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.topic.NameOrId;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.base.DeliveryGuarantee;

/**
 * Everything that a sink is told, checked as a whole.
 *
 * @param guarantee at least once, at once; or exactly once, when a checkpoint is complete
 * @param maxBatchRows a partition's batch is sent when it has so many messages,
 * @param maxBatchBytes or so many bytes,
 * @param flushInterval or when its first message has waited so long (zero: only by size and at
 *     checkpoints)
 * @param maxInFlightBatches batches sent and not acknowledged; past it, writing waits
 */
@Internal
public record IggySinkConfig(
        ConnectionConfig connection,
        NameOrId stream,
        NameOrId topic,
        SinkPartitioning partitioning,
        DeliveryGuarantee guarantee,
        int maxBatchRows,
        int maxBatchBytes,
        Duration flushInterval,
        int maxInFlightBatches)
        implements Serializable {

    public static final int DEFAULT_MAX_BATCH_ROWS = 5_000;
    public static final int DEFAULT_MAX_BATCH_BYTES = 1 << 20;
    public static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofMillis(10);
    public static final int DEFAULT_MAX_IN_FLIGHT_BATCHES = 16;

    public IggySinkConfig {
        if (guarantee == DeliveryGuarantee.NONE) {
            throw new IllegalArgumentException(
                    "sink.delivery-guarantee: must be 'at-least-once' or 'exactly-once', was"
                            + " 'none'");
        }
        mustBePositive("sink.buffer-flush.max-rows", maxBatchRows);
        mustBePositive("sink.buffer-flush.max-bytes", maxBatchBytes);
        mustBePositive("sink.max-in-flight-batches", maxInFlightBatches);
        if (flushInterval.isNegative()) {
            throw new IllegalArgumentException(
                    "sink.buffer-flush.interval: must not be negative, was " + flushInterval);
        }
    }

    boolean isExactlyOnce() {
        return guarantee == DeliveryGuarantee.EXACTLY_ONCE;
    }

    private static void mustBePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": must be positive, was " + value);
        }
    }
}
