// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import lab.flink.connector.iggy.client.MessageBatch;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.jspecify.annotations.Nullable;

/** Makes messages of records and gathers them into one batch for each partition. */
final class OpenBatches<T> {

    /** The id that a message is given. */
    interface Ids {
        @Nullable UUID of(int partition, IggyOutgoingMessage message);
    }

    private final IggySinkConfig config;
    private final IggySerializationSchema<T> schema;
    private final PartitionRouter router;
    private final ProcessingTimeService clock;
    private final Ids ids;
    private final Map<Integer, MessageBatch> open = new HashMap<>();

    OpenBatches(
            IggySinkConfig config,
            IggySerializationSchema<T> schema,
            PartitionRouter router,
            ProcessingTimeService clock,
            Ids ids) {
        this.config = config;
        this.schema = schema;
        this.router = router;
        this.clock = clock;
        this.ids = ids;
    }

    /** Adds the record's message; says which partition's batch is full by it, if any. */
    OptionalInt add(T record, SinkWriter.Context context) throws IOException {
        IggyOutgoingMessage message = schema.serialize(record);
        int partition = router.partitionOf(message);
        MessageBatch batch = open.computeIfAbsent(partition, id -> new MessageBatch());
        batch.add(
                message.payload(),
                message.originTimestampMicros().orElseGet(() -> originMicros(context)),
                ids.of(partition, message),
                message.headers());
        boolean full =
                batch.count() >= config.maxBatchRows()
                        || batch.sizeBytes() >= config.maxBatchBytes();
        return full ? OptionalInt.of(partition) : OptionalInt.empty();
    }

    /** The partitions that have a batch now. */
    List<Integer> partitions() {
        return List.copyOf(open.keySet());
    }

    /** Hands over the batch of a partition; its next message begins another one. */
    Optional<MessageBatch> close(int partition) {
        MessageBatch batch = open.remove(partition);
        if (batch != null) {
            router.batchClosed(partition);
        }
        return Optional.ofNullable(batch);
    }

    private long originMicros(SinkWriter.Context context) {
        Long timestamp = context.timestamp();
        return timestamp == null || timestamp < 0
                ? clock.getCurrentProcessingTime() * 1_000
                : timestamp * 1_000;
    }
}
