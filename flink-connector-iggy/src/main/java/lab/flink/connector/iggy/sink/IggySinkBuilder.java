// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.time.Duration;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.topic.NameOrId;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;

/** Builds an {@link IggySink}; what is not said has the default of the SQL option. */
@PublicEvolving
public final class IggySinkBuilder<T> {

    private @Nullable ConnectionConfig connection;
    private @Nullable IggySerializationSchema<T> schema;
    private @Nullable NameOrId stream;
    private @Nullable NameOrId topic;
    private SinkPartitioning partitioning = new SinkPartitioning.Balanced();
    private DeliveryGuarantee guarantee = DeliveryGuarantee.AT_LEAST_ONCE;
    private int maxBatchRows = IggySinkConfig.DEFAULT_MAX_BATCH_ROWS;
    private int maxBatchBytes = IggySinkConfig.DEFAULT_MAX_BATCH_BYTES;
    private Duration flushInterval = IggySinkConfig.DEFAULT_FLUSH_INTERVAL;
    private int maxInFlightBatches = IggySinkConfig.DEFAULT_MAX_IN_FLIGHT_BATCHES;

    IggySinkBuilder() {}

    public IggySinkBuilder<T> connection(ConnectionConfig value) {
        connection = value;
        return this;
    }

    public IggySinkBuilder<T> stream(String value) {
        stream = new NameOrId.Name(value);
        return this;
    }

    /** In place of its name: the number that the server has given to the stream. */
    public IggySinkBuilder<T> streamId(long value) {
        stream = new NameOrId.Id(value);
        return this;
    }

    public IggySinkBuilder<T> topic(String value) {
        topic = new NameOrId.Name(value);
        return this;
    }

    /** In place of its name: the number that the server has given to the topic. */
    public IggySinkBuilder<T> topicId(long value) {
        topic = new NameOrId.Id(value);
        return this;
    }

    public IggySinkBuilder<T> partitioning(SinkPartitioning value) {
        partitioning = value;
        return this;
    }

    /** Exactly once costs a delay of up to a checkpoint's interval, and memory for as much. */
    public IggySinkBuilder<T> deliveryGuarantee(DeliveryGuarantee value) {
        guarantee = value;
        return this;
    }

    public IggySinkBuilder<T> serializer(IggySerializationSchema<T> value) {
        schema = value;
        return this;
    }

    public IggySinkBuilder<T> maxBatchRows(int value) {
        maxBatchRows = value;
        return this;
    }

    public IggySinkBuilder<T> maxBatchBytes(int value) {
        maxBatchBytes = value;
        return this;
    }

    /** Zero: batches leave only by size and at checkpoints. */
    public IggySinkBuilder<T> flushInterval(Duration value) {
        flushInterval = value;
        return this;
    }

    public IggySinkBuilder<T> maxInFlightBatches(int value) {
        maxInFlightBatches = value;
        return this;
    }

    public IggySink<T> build() {
        if (connection == null || schema == null || stream == null || topic == null) {
            throw new IllegalArgumentException(
                    "iggy sink: connection, stream, topic and serializer must be given");
        }
        var config =
                new IggySinkConfig(
                        connection,
                        stream,
                        topic,
                        partitioning,
                        guarantee,
                        maxBatchRows,
                        maxBatchBytes,
                        flushInterval,
                        maxInFlightBatches);
        return IggySink.of(config, schema);
    }
}
