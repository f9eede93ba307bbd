// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import lab.flink.connector.iggy.client.LogEnd;
import lab.flink.connector.iggy.client.MessageBatch;
import lab.flink.connector.iggy.client.OnceAppender.Piece;
import lab.flink.connector.iggy.client.TopicPartition;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A committable's bytes in checkpoints and savepoints. Version 1: stream, topic (modified UTF-8),
 * partition (int), whether it is movable (boolean), checkpoint (long), sequence (int), when the log
 * was made (long, microseconds), where it ended (long), and for the rest the messages as they go
 * over the wire of Iggy 0.8 with a length before them (int).
 */
final class IggyCommittableSerializer implements SimpleVersionedSerializer<IggyCommittable> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(IggyCommittable committable) throws IOException {
        TopicPartition partition = committable.partition();
        Piece piece = committable.piece();
        var out = new DataOutputSerializer(128 + piece.batch().sizeBytes());
        out.writeUTF(partition.stream());
        out.writeUTF(partition.topic());
        out.writeInt(partition.partition());
        out.writeBoolean(committable.movable());
        out.writeLong(committable.checkpoint());
        out.writeInt(committable.sequence());
        out.writeLong(piece.before().logCreatedMicros());
        out.writeLong(piece.before().nextOffset());
        out.writeInt(piece.batch().sizeBytes());
        out.write(piece.batch().toWire());
        return out.getCopyOfBuffer();
    }

    @Override
    public IggyCommittable deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "iggy committable: version must be at most %d, was %d: it was written by a newer"
                                    .formatted(VERSION, version)
                            + " connector, restore it with that one");
        }
        var in = new DataInputDeserializer(serialized);
        var partition = new TopicPartition(in.readUTF(), in.readUTF(), in.readInt());
        boolean movable = in.readBoolean();
        long checkpoint = in.readLong();
        int sequence = in.readInt();
        var before = new LogEnd(in.readLong(), in.readLong());
        int length = in.readInt();
        if (length != in.available()) {
            throw new IOException(
                    "iggy committable: says %d bytes of messages and has %d"
                            .formatted(length, in.available()));
        }
        byte[] wire = new byte[length];
        in.readFully(wire);
        try {
            var piece = new Piece(before, MessageBatch.ofWire(wire));
            return new IggyCommittable(partition, movable, checkpoint, sequence, piece);
        } catch (IllegalArgumentException e) {
            throw new IOException("iggy committable: " + e.getMessage(), e);
        }
    }
}
