package lab.iggy.embedded.catalog;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.iggy.embedded.group.Membership;
import lab.iggy.embedded.storage.offsets.Partition;

/**
 * The catalog on disk: one small file that is written anew at each change, forced, and put in place
 * in one step. So there is either the picture before or the picture after. Its last eight bytes are
 * the XXH3-64 of those before.
 *
 * <p>Version 2 adds to each topic its consumer groups, number and name. A catalog without any is
 * still written as version 1, which older brokers read.
 */
public final class CatalogFile {
    private static final int MAGIC = 0x54494447; // "TIDG"
    private static final int WITHOUT_GROUPS = 1;
    private static final int VERSION = 2;

    public static final KeptFile KEPT =
            new KeptFile(
                    "the list of topics",
                    "iggy/catalog",
                    KeptFile.Form.BINARY,
                    VERSION,
                    "take another --data; ./lab reset takes all away");

    /** Makes or opens the log of a partition that the file names. */
    interface PartitionFactory {
        Partition open(int streamId, int topicId, int id, long uid, Instant createdAt)
                throws IOException;
    }

    /** What the file says: the picture, and the number that the next new partition gets. */
    record Content(Catalog catalog, long nextUid) {}

    private final Path path;

    CatalogFile(Path path) {
        this.path = path;
    }

    void write(Content content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        int version =
                content.catalog.topics().anyMatch(topic -> topic.groups().size() > 0)
                        ? VERSION
                        : WITHOUT_GROUPS;
        out.writeInt(version);
        out.writeLong(content.nextUid);
        var streams = content.catalog.streams();
        out.writeInt(streams.size());
        for (var stream : streams.all()) {
            out.writeInt(stream.id());
            out.writeLong(micros(stream.createdAt()));
            out.writeUTF(stream.name());
            out.writeInt(stream.topics().size());
            for (var topic : stream.topics().all()) {
                writeTopic(out, topic, version);
            }
        }
        out.writeLong(Hashing.xxh3_64().hashBytesToLong(bytes.toByteArray()));
        DurableFiles.write(path, bytes.toByteArray());
    }

    private static void writeTopic(DataOutputStream out, TopicEntry topic, int version)
            throws IOException {
        out.writeInt(topic.id());
        out.writeLong(micros(topic.createdAt()));
        out.writeUTF(topic.name());
        out.writeLong(topic.settings().expiryMicros());
        out.writeByte(topic.settings().compression());
        out.writeLong(topic.settings().maxBytes());
        out.writeByte(topic.settings().replication());
        out.writeInt(topic.partitions().size());
        for (var partition : topic.partitions()) {
            out.writeLong(partition.uid());
            out.writeLong(micros(partition.createdAt()));
        }
        if (version == WITHOUT_GROUPS) {
            return;
        }
        out.writeInt(topic.groups().size());
        for (var group : topic.groups().all()) {
            out.writeInt(group.id());
            out.writeUTF(group.name());
        }
    }

    Content read(PartitionFactory partitions) throws IOException {
        if (!Files.exists(path)) {
            return new Content(Catalog.empty(), 1);
        }
        var bytes = Files.readAllBytes(path);
        int checked = bytes.length - Long.BYTES;
        if (checked < 0
                || Hashing.xxh3_64().hashBytesToLong(bytes, 0, checked)
                        != ByteBuffer.wrap(bytes).getLong(checked)) {
            throw new IOException(KEPT.unreadable(path, "and it has not its checksum"));
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes, 0, checked))) {
            if (in.readInt() != MAGIC) {
                throw new IOException(KEPT.unreadable(path, "and it does not begin as one"));
            }
            int version = in.readInt();
            if (version < 1 || !KEPT.knows(version)) {
                throw new IOException(KEPT.refusal(path, version));
            }
            long nextUid = in.readLong();
            var streams = new ArrayList<StreamEntry>();
            for (int left = in.readInt(); left > 0; left--) {
                streams.add(readStream(in, version, partitions));
            }
            return new Content(new Catalog(Named.of(streams)), nextUid);
        }
    }

    private static StreamEntry readStream(
            DataInputStream in, int version, PartitionFactory partitions) throws IOException {
        int id = in.readInt();
        var createdAt = instant(in.readLong());
        var name = in.readUTF();
        var topics = new ArrayList<TopicEntry>();
        for (int left = in.readInt(); left > 0; left--) {
            topics.add(readTopic(in, version, id, partitions));
        }
        return new StreamEntry(id, createdAt, name, Named.of(topics));
    }

    private static TopicEntry readTopic(
            DataInputStream in, int version, int streamId, PartitionFactory factory)
            throws IOException {
        int id = in.readInt();
        var createdAt = instant(in.readLong());
        var settings =
                new TopicSettings(
                        in.readUTF(),
                        in.readLong(),
                        in.readUnsignedByte(),
                        in.readLong(),
                        in.readUnsignedByte());
        int count = in.readInt();
        var partitions = new ArrayList<Partition>();
        for (int i = 0; i < count; i++) {
            partitions.add(factory.open(streamId, id, i, in.readLong(), instant(in.readLong())));
        }
        var groups = new ArrayList<GroupEntry>();
        for (int left = version == WITHOUT_GROUPS ? 0 : in.readInt(); left > 0; left--) {
            groups.add(
                    new GroupEntry(
                            in.readInt(), in.readUTF(), new Membership(count, System::nanoTime)));
        }
        return new TopicEntry(
                id, createdAt, settings, partitions, Named.of(groups), new AtomicInteger());
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
