// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.sink;

import java.io.IOException;
import java.util.Optional;
import lab.flink.connector.iggy.client.LogEnd;
import lab.flink.connector.iggy.client.MessageBatch;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.OnceAppender.Piece;
import lab.flink.connector.iggy.client.TopicPartition;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A committable's bytes in checkpoints and savepoints. Version 1: stream, topic (modified UTF-8),
 * partition (int), whether it is movable (boolean), checkpoint (long), sequence (int), when the log
 * was made (long, microseconds), where it ended (long), and for the rest the messages as they go
 * over the wire of Iggy 0.8 with a length before them (int). Version 2 has, behind where the log
 * ended: whether the last message before that is known (boolean), and if so its time (long,
 * microseconds) and checksum (int).
 */
final class IggyCommittableSerializer implements SimpleVersionedSerializer<IggyCommittable> {

    private static final int VERSION = 2;

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
        out.writeBoolean(piece.before().last().isPresent());
        if (piece.before().last().isPresent()) {
            out.writeLong(piece.before().last().get().timestampMicros());
            out.writeInt(piece.before().last().get().checksum());
        }
        out.writeInt(piece.batch().sizeBytes());
        out.write(piece.batch().toWire());
        return out.getCopyOfBuffer();
    }

    @Override
    public IggyCommittable deserialize(int version, byte[] serialized) throws IOException {
        return switch (version) {
            case 1 -> read(serialized, false);
            case 2 -> read(serialized, true);
            default ->
                    throw new IOException(
                            "iggy committable: version must be at most %d, was %d: it was written by a newer"
                                            .formatted(VERSION, version)
                                    + " connector, restore it with that one");
        };
    }

    private static IggyCommittable read(byte[] serialized, boolean marked) throws IOException {
        var in = new DataInputDeserializer(serialized);
        var partition = new TopicPartition(in.readUTF(), in.readUTF(), in.readInt());
        boolean movable = in.readBoolean();
        long checkpoint = in.readLong();
        int sequence = in.readInt();
        long logCreatedMicros = in.readLong();
        long nextOffset = in.readLong();
        Optional<MessageMark> last =
                marked && in.readBoolean()
                        ? Optional.of(new MessageMark(in.readLong(), in.readInt()))
                        : Optional.empty();
        var before = new LogEnd(logCreatedMicros, nextOffset, last);
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
