// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import lab.flink.connector.iggy.client.Credentials.Login;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import lab.flink.connector.iggy.topic.NameOrId;

/**
 * Requests and answers of the Iggy 0.8 binary protocol, as far as a connector needs them. All
 * integers are little-endian; offsets of fields are those of {@code iggy_binary_protocol} 0.10.
 */
final class Wire {

    static final int GET_ME = 20;
    static final int GET_CLIENT = 21;
    static final int LOGIN = 38;
    static final int LOGIN_BY_TOKEN = 44;
    static final int POLL = 100;
    static final int SEND = 101;
    static final int FLUSH = 102;
    static final int GET_OFFSET = 120;
    static final int STORE_OFFSET = 121;
    static final int GET_STREAM = 200;
    static final int GET_TOPIC = 300;
    static final int GET_TOPICS = 301;

    /** Header of a message, the same in requests and answers. */
    static final int MESSAGE_HEADER_BYTES = 64;

    static final int ID_AT = 8;
    static final int OFFSET_AT = 24;
    static final int TIMESTAMP_AT = 32;
    static final int ORIGIN_TIMESTAMP_AT = 40;
    static final int HEADERS_LENGTH_AT = 48;
    static final int PAYLOAD_LENGTH_AT = 52;

    private static final int NAME_BYTES_MAX = 255;
    private static final int INDEX_ENTRY_BYTES = 16;
    private static final int PARTITION_BYTES = 40;

    /** Expiry, compression, largest size, replication, size, messages. */
    private static final int TOPIC_SETTINGS_BYTES =
            Long.BYTES + 1 + Long.BYTES + 1 + Long.BYTES + Long.BYTES;

    private static final byte NUMBERED = 1;
    private static final byte NAMED = 2;
    private static final byte PLAIN_CONSUMER = 1;
    private static final byte BY_PARTITION = 2;

    private Wire() {}

    /**
     * A connection as the server knows it. A server that was started again counts from the
     * beginning, so the number alone may be another connection's.
     *
     * @param id unsigned
     * @param address from where it came
     */
    record ServedConnection(int id, String address) {
        private static final int USER_AND_TRANSPORT_BYTES = Integer.BYTES + 1;

        /** Of the server's description of a client; what follows is left. */
        static ServedConnection read(ByteBuf in) {
            int id = in.readIntLE();
            in.skipBytes(USER_AND_TRANSPORT_BYTES);
            int length = in.readIntLE();
            return new ServedConnection(
                    id, in.readCharSequence(length, StandardCharsets.UTF_8).toString());
        }

        @Override
        public String toString() {
            return "%s from %s".formatted(Integer.toUnsignedString(id), address);
        }
    }

    static int loginCommand(Login login) {
        return login instanceof Login.AccessToken ? LOGIN_BY_TOKEN : LOGIN;
    }

    static ByteBuf login(Login login) {
        ByteBuf out = Unpooled.buffer(256);
        if (login instanceof Login.User user) {
            writeShort(out, "username", user.username());
            writeShort(out, "password", user.password());
            writeLong(out, "0.8.0");
            writeLong(out, "flink-connector-iggy");
        } else if (login instanceof Login.AccessToken access) {
            writeShort(out, "token", access.token());
        }
        return out;
    }

    static ByteBuf getClient(int id) {
        return Unpooled.buffer(Integer.BYTES).writeIntLE(id);
    }

    static ByteBuf flush(TopicPartition what) {
        ByteBuf out = Unpooled.buffer(64);
        writeNamed(out, "stream", what.stream());
        writeNamed(out, "topic", what.topic());
        out.writeIntLE(what.partition());
        out.writeByte(1); // to the disk, not only to the operating system
        return out;
    }

    /** The request for one stream, and for all topics of one. */
    static ByteBuf stream(NameOrId stream) {
        ByteBuf out = Unpooled.buffer(64);
        writeIdentifier(out, "stream", stream);
        return out;
    }

    static ByteBuf getTopic(NameOrId stream, NameOrId topic) {
        ByteBuf out = stream(stream);
        writeIdentifier(out, "topic", topic);
        return out;
    }

    static ByteBuf poll(TopicPartition from, String consumer, PollFrom where, int count) {
        ByteBuf out = consumerOfPartition(consumer, from);
        out.writeByte(where.kind());
        out.writeLongLE(where.value());
        out.writeIntLE(count);
        out.writeByte(0); // auto-commit off: offsets live in checkpoints
        return out;
    }

    static ByteBuf getOffset(TopicPartition of, String consumer) {
        return consumerOfPartition(consumer, of);
    }

    static ByteBuf storeOffset(TopicPartition of, String consumer, long offset) {
        ByteBuf out = consumerOfPartition(consumer, of);
        out.writeLongLE(offset);
        return out;
    }

    static ByteBuf send(TopicPartition to, MessageBatch batch) {
        int count = batch.count();
        ByteBuf out = Unpooled.buffer(128 + count * INDEX_ENTRY_BYTES + batch.sizeBytes());
        out.writeIntLE(0);
        writeNamed(out, "stream", to.stream());
        writeNamed(out, "topic", to.topic());
        out.writeByte(BY_PARTITION);
        out.writeByte(Integer.BYTES);
        out.writeIntLE(to.partition());
        out.writeIntLE(count);
        out.setIntLE(0, out.writerIndex() - Integer.BYTES);
        for (int message = 0; message < count; message++) {
            out.writeIntLE(0);
            out.writeIntLE(batch.endOf(message));
            out.writeLongLE(0);
        }
        batch.writeTo(out);
        return out;
    }

    static String readStreamName(ByteBuf in) {
        in.skipBytes(Integer.BYTES + Long.BYTES); // id, created at
        in.skipBytes(Integer.BYTES + Long.BYTES + Long.BYTES); // topics, size, messages
        return readShort(in);
    }

    static List<String> readTopicNames(ByteBuf in) {
        var names = new ArrayList<String>();
        while (in.isReadable()) {
            in.skipBytes(Integer.BYTES + Long.BYTES + Integer.BYTES);
            in.skipBytes(TOPIC_SETTINGS_BYTES);
            names.add(readShort(in));
        }
        return names;
    }

    static TopicInfo readTopic(ByteBuf in) {
        in.skipBytes(Integer.BYTES + Long.BYTES); // id, created at
        int partitionCount = in.readIntLE();
        in.skipBytes(TOPIC_SETTINGS_BYTES);
        String name = readShort(in);
        if (partitionCount < 0 || partitionCount > in.readableBytes() / PARTITION_BYTES) {
            throw new IllegalStateException(
                    "topic: the answer says %d partitions and has %d bytes for them"
                            .formatted(partitionCount, in.readableBytes()));
        }
        var partitions = new ArrayList<PartitionInfo>();
        for (int i = 0; i < partitionCount; i++) {
            int id = in.readIntLE();
            long createdAt = in.readLongLE();
            in.skipBytes(Integer.BYTES); // segments
            long head = in.readLongLE();
            in.skipBytes(Long.BYTES); // size
            partitions.add(new PartitionInfo(id, createdAt, head, in.readLongLE()));
        }
        return new TopicInfo(name, partitions);
    }

    /** The stored offset, or nothing: the server answers every miss with an empty body. */
    static OptionalLong readStoredOffset(ByteBuf in) {
        if (!in.isReadable()) {
            return OptionalLong.empty();
        }
        in.skipBytes(Integer.BYTES + Long.BYTES);
        return OptionalLong.of(in.readLongLE());
    }

    private static ByteBuf consumerOfPartition(String consumer, TopicPartition of) {
        ByteBuf out = Unpooled.buffer(128);
        out.writeByte(PLAIN_CONSUMER);
        writeNamed(out, "consumer.name", consumer);
        writeNamed(out, "stream", of.stream());
        writeNamed(out, "topic", of.topic());
        out.writeByte(1);
        out.writeIntLE(of.partition());
        return out;
    }

    private static void writeIdentifier(ByteBuf out, String what, NameOrId which) {
        if (which instanceof NameOrId.Id id) {
            out.writeByte(NUMBERED);
            out.writeByte(Integer.BYTES);
            out.writeIntLE((int) id.value());
        } else if (which instanceof NameOrId.Name name) {
            writeNamed(out, what, name.value());
        }
    }

    private static String readShort(ByteBuf in) {
        int length = in.readUnsignedByte();
        return in.readCharSequence(length, StandardCharsets.UTF_8).toString();
    }

    private static void writeNamed(ByteBuf out, String what, String name) {
        out.writeByte(NAMED);
        writeShort(out, what, name);
    }

    private static void writeShort(ByteBuf out, String what, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 1 || bytes.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    what + ": must be 1 to 255 bytes of UTF-8, was " + bytes.length);
        }
        out.writeByte(bytes.length);
        out.writeBytes(bytes);
    }

    private static void writeLong(ByteBuf out, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.writeIntLE(bytes.length);
        out.writeBytes(bytes);
    }
}
