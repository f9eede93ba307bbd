// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.message;

import java.util.Map;
import java.util.UUID;
import lab.flink.connector.iggy.client.PolledMessages;
import lab.flink.connector.iggy.client.TopicPartition;
import org.apache.flink.annotation.PublicEvolving;

/**
 * The message being decoded. A window onto the poll's answer: valid during one call of {@link
 * IggyDeserializationSchema#deserialize}, and its parts are copied out only when asked for.
 */
@PublicEvolving
public final class IggyMessage {

    private final TopicPartition partition;
    private final PolledMessages messages;

    public IggyMessage(TopicPartition partition, PolledMessages messages) {
        this.partition = partition;
        this.messages = messages;
    }

    public String stream() {
        return partition.stream();
    }

    public String topic() {
        return partition.topic();
    }

    public int partition() {
        return partition.partition();
    }

    public long offset() {
        return messages.offset();
    }

    /** When the server took the message in, in microseconds since the epoch. */
    public long timestampMicros() {
        return messages.timestampMicros();
    }

    /** What the sender said about its time, in microseconds since the epoch; 0 if nothing. */
    public long originTimestampMicros() {
        return messages.originTimestampMicros();
    }

    public UUID id() {
        return messages.id();
    }

    public Map<String, byte[]> headers() {
        return messages.headers();
    }

    /** A fresh copy of the body as it came. */
    public byte[] payload() {
        return messages.payload();
    }
}
