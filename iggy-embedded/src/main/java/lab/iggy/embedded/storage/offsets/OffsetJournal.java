package lab.iggy.embedded.storage.offsets;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.function.IntPredicate;
import lab.files.DurableFiles;
import lab.iggy.embedded.storage.Checksums;
import lab.iggy.embedded.storage.IndexFiles;
import lab.iggy.embedded.storage.offsets.ConsumerOffsets.Owner;
import lab.iggy.embedded.wire.Consumer;

/**
 * All stored offsets of the broker in one file of fixed-size records that is only appended to: a
 * store is one short write, of a file that is open already. When most of the file is history, it is
 * written anew and put in place in one step.
 *
 * <p>Record: XXH3-64 of the rest, partition uid, kind (1 consumer, 2 group; negative: deleted),
 * owner id, offset.
 */
public final class OffsetJournal implements AutoCloseable {
    private static final int RECORD_BYTES = 32;
    private static final int CHECKED_BYTES = RECORD_BYTES - Long.BYTES;

    /** A journal smaller than this is not worth writing anew. */
    private static final long COMPACT_FROM_BYTES = 4L << 20;

    /** The journal is written anew when it has this many records for one offset that is kept. */
    private static final int HISTORY_FACTOR = 4;

    private final Path path;
    private final boolean enforceFsync;
    private final byte[] recordBytes = new byte[RECORD_BYTES];
    private final ByteBuffer record = ByteBuffer.wrap(recordBytes).order(ByteOrder.LITTLE_ENDIAN);
    private FileChannel file;
    private long size;

    private OffsetJournal(Path path, boolean enforceFsync, FileChannel file) {
        this.path = path;
        this.enforceFsync = enforceFsync;
        this.file = file;
    }

    /** Opens the journal and brings what it says into the partitions, by uid. */
    public static OffsetJournal open(
            Path path, boolean enforceFsync, Map<Long, Partition> partitions) throws IOException {
        var journal =
                new OffsetJournal(path, enforceFsync, FileChannel.open(path, READ, WRITE, CREATE));
        journal.replay(partitions);
        DurableFiles.forceFolderOf(path);
        return journal;
    }

    private void replay(Map<Long, Partition> partitions) throws IOException {
        var bytes = Files.readAllBytes(path);
        var all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (all.remaining() >= RECORD_BYTES) {
            int at = all.position();
            if (all.getLong() != Checksums.of(bytes, at + Long.BYTES, CHECKED_BYTES)) {
                break;
            }
            var partition = partitions.get(all.getLong());
            int kind = all.getInt();
            var owner =
                    new Owner(
                            Math.abs(kind) == 1 ? Consumer.Kind.CONSUMER : Consumer.Kind.GROUP,
                            all.getInt());
            long offset = all.getLong();
            size += RECORD_BYTES;
            if (partition != null && kind > 0) {
                partition.offsets().put(owner, offset);
            } else if (partition != null) {
                partition.offsets().remove(owner);
            }
        }
        file.truncate(size);
    }

    public synchronized void store(Partition partition, Owner owner, long offset)
            throws IOException {
        append(partition.uid(), owner, kind(owner), offset);
        partition.offsets().put(owner, offset);
    }

    /** Forgets an offset; says whether there was one. */
    public synchronized boolean delete(Partition partition, Owner owner) throws IOException {
        if (partition.offsets().get(owner).isEmpty()) {
            return false;
        }
        append(partition.uid(), owner, -kind(owner), 0);
        return partition.offsets().remove(owner);
    }

    /** Forgets what was stored by groups that are no more. */
    public synchronized void keepGroups(Partition partition, IntPredicate isKnown)
            throws IOException {
        var unknown = new ArrayList<Owner>();
        partition
                .offsets()
                .forEach((owner, offset) -> {
                    if (owner.kind() == Consumer.Kind.GROUP && !isKnown.test(owner.id())) {
                        unknown.add(owner);
                    }
                });
        for (Owner owner : unknown) {
            delete(partition, owner);
        }
    }

    private void append(long uid, Owner owner, int kind, long offset) throws IOException {
        fill(uid, owner, kind, offset);
        IndexFiles.writeFully(file, record, size);
        if (enforceFsync) {
            file.force(false);
        }
        size += RECORD_BYTES;
    }

    private void fill(long uid, Owner owner, int kind, long offset) {
        record.clear().position(Long.BYTES);
        record.putLong(uid).putInt(kind).putInt(owner.id()).putLong(offset);
        record.putLong(0, Checksums.of(recordBytes, Long.BYTES, CHECKED_BYTES));
        record.clear();
    }

    private static int kind(Owner owner) {
        return owner.kind() == Consumer.Kind.CONSUMER ? 1 : 2;
    }

    /** Writes the journal anew if it is worth it. */
    public synchronized void compact(Collection<Partition> partitions) throws IOException {
        long kept = partitions.stream().mapToLong(p -> p.offsets().size()).sum();
        if (size < COMPACT_FROM_BYTES || size < kept * RECORD_BYTES * HISTORY_FACTOR) {
            return;
        }
        var all =
                ByteBuffer.allocate(Math.toIntExact(kept * RECORD_BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (var partition : partitions) {
            partition
                    .offsets()
                    .forEach((owner, offset) -> {
                        fill(partition.uid(), owner, kind(owner), offset);
                        all.put(record);
                    });
        }
        DurableFiles.write(path, all.array());
        // Closed first: should it not open again, stores fail instead of going to a file that is
        // no more, until the next attempt
        file.close();
        file = FileChannel.open(path, READ, WRITE);
        size = all.capacity();
    }

    /**
     * Lowers stored offsets that lie past the newest message, which happens only if the machine
     * went down and took messages along. Where no message is left, the offset is forgotten: 0 would
     * say that message 0 has been read, which is yet to come.
     *
     * @return how many were lowered
     */
    public synchronized int clamp(Partition partition) throws IOException {
        long next = partition.log().nextOffset();
        var past = partition.offsets().atOrPast(next);
        for (var owner : past) {
            if (next == 0) {
                delete(partition, owner);
            } else {
                store(partition, owner, next - 1);
            }
        }
        return past.size();
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
