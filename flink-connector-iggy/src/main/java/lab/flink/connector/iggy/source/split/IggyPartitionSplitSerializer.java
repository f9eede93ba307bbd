// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.split;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.TopicPartition;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A split's bytes in checkpoints and savepoints. Version 1: stream, topic (modified UTF-8),
 * partition (int), when its log was made (long, microseconds), next offset (long), whether it stops
 * (boolean), and if so where (long). Version 2 adds: whether the message before the next one is
 * known (boolean), and if so its time (long, microseconds) and checksum (int).
 */
@Internal
public final class IggyPartitionSplitSerializer
        implements SimpleVersionedSerializer<IggyPartitionSplit> {

    private static final int VERSION = 2;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(IggyPartitionSplit split) throws IOException {
        var out = new DataOutputSerializer(64);
        out.writeUTF(split.partition().stream());
        out.writeUTF(split.partition().topic());
        out.writeInt(split.partition().partition());
        out.writeLong(split.logCreatedMicros());
        out.writeLong(split.nextOffset());
        out.writeBoolean(split.stopOffset().isPresent());
        if (split.stopOffset().isPresent()) {
            out.writeLong(split.stopOffset().getAsLong());
        }
        out.writeBoolean(split.before().isPresent());
        if (split.before().isPresent()) {
            out.writeLong(split.before().get().timestampMicros());
            out.writeInt(split.before().get().checksum());
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public IggyPartitionSplit deserialize(int version, byte[] serialized) throws IOException {
        return switch (version) {
            case 1 -> read(serialized, false);
            case 2 -> read(serialized, true);
            default ->
                    throw new IOException("iggy split: version must be at most 2, was " + version);
        };
    }

    private static IggyPartitionSplit read(byte[] serialized, boolean marked) throws IOException {
        var in = new DataInputDeserializer(serialized);
        var partition = new TopicPartition(in.readUTF(), in.readUTF(), in.readInt());
        long logCreatedMicros = in.readLong();
        long nextOffset = in.readLong();
        OptionalLong stop =
                in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
        Optional<MessageMark> before =
                marked && in.readBoolean()
                        ? Optional.of(new MessageMark(in.readLong(), in.readInt()))
                        : Optional.empty();
        return new IggyPartitionSplit(partition, logCreatedMicros, nextOffset, stop, before);
    }
}
