package lab.iggy.embedded.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import lab.files.DurableFiles;
import lab.iggy.embedded.storage.file.DeletedLogException;
import lab.iggy.embedded.wire.WireBatch;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one partition. Appends take turns; reads take no lock and see whole batches only,
 * because what they read is published after it is written. A partition that was never written to
 * has no files.
 *
 * <p>An append writes the index entries first and the messages second. So after a crash the last
 * entries either announce messages that are all there, and check, or a batch that was never
 * acknowledged and can be cut off.
 */
public final class PartitionLog {
    /** A segment is closed early rather than grown past what an int can address. */
    private static final long SEGMENT_BYTES_MAX = Integer.MAX_VALUE;

    /** How often something is read again because a segment went while it was read. */
    private static final int READS_MAX = 3;

    private final Path directory;
    private final LogSettings settings;
    private final String suffix;
    private volatile Segment[] segments;
    private volatile long nextOffset;
    private volatile @Nullable IOException forceFailure;
    private boolean deleted;

    private PartitionLog(
            Path directory, LogSettings settings, String suffix, List<Segment> segments) {
        this.directory = directory;
        this.settings = settings;
        this.suffix = suffix;
        this.segments = segments.toArray(Segment[]::new);
        this.nextOffset = segments.isEmpty() ? 0 : segments.getLast().extent().nextOffset();
    }

    /** A log that has no files yet. */
    public static PartitionLog fresh(Path directory, LogSettings settings) {
        return new PartitionLog(directory, settings, "", List.of());
    }

    /** Reads what is on disk, and cuts off what was not written to its end. */
    public static PartitionLog recover(
            Path directory, LogSettings settings, Depth depth, Consumer<TornTail> tornTails)
            throws IOException {
        var recovery = new LogRecovery(directory, settings, depth, tornTails);
        return new PartitionLog(directory, settings, "", recovery.segments());
    }

    /** How much is read and checked at start. */
    public enum Depth {
        /**
         * The last batch of each segment: enough if only the process died, for the operating system
         * kept what it was given.
         */
        LAST_BATCH,
        /**
         * All of the newest segment, and the last batch of the others: enough after a power loss,
         * if segments were forced when they were closed.
         */
        NEWEST,
        /**
         * All of the newest segment, and of the others as much as could have been in memory when
         * the machine went down: for logs whose closed segments were not forced.
         */
        TAIL
    }

    /**
     * One that is to be put before another log of the same folder.
     *
     * @param suffix of the names of its files
     */
    static PartitionLog before(PartitionLog other, long first, String suffix) {
        var log = new PartitionLog(other.directory, other.settings, suffix, List.of());
        log.nextOffset = first;
        return log;
    }

    /**
     * Begins to put back what retention has removed from the beginning; whatever an earlier attempt
     * left is gone.
     */
    public LogRefill refill() throws IOException {
        LogRefill.clear(directory);
        return new LogRefill(this);
    }

    Path directory() {
        return directory;
    }

    /** The offset that the next message gets; 0 if there never was a message. */
    public long nextOffset() {
        return nextOffset;
    }

    /** The protocol's "current offset": of the newest message, and 0 also if there is none. */
    public long currentOffset() {
        return Math.max(0, nextOffset - 1);
    }

    public boolean everWritten() {
        return nextOffset > 0;
    }

    /** The oldest offset that is kept. */
    public long firstOffset() {
        var now = segments;
        return now.length == 0 ? 0 : now[0].baseOffset();
    }

    public int segmentCount() {
        return segments.length;
    }

    /** The offset that each segment begins with. */
    long[] segmentStarts() {
        return Arrays.stream(segments).mapToLong(Segment::baseOffset).toArray();
    }

    public long messages() {
        return Arrays.stream(segments).mapToLong(Segment::messages).sum();
    }

    public long sizeBytes() {
        return Arrays.stream(segments).mapToLong(s -> s.extent().size()).sum();
    }

    /**
     * Writes a batch behind the others. When this returns, a crash of the process loses nothing of
     * it, and with {@code enforceFsync} no crash of the machine does.
     *
     * @param micros server time; the log's time never goes back, whatever the clock does
     * @return the offset of the batch's first message
     */
    public synchronized long append(WireBatch batch, long micros) throws IOException {
        if (deleted) {
            throw new DeletedLogException("partition is deleted: " + directory);
        }
        mustBeSound();
        var active = segmentFor(batch.bytes().capacity());
        var before = active.extent();
        long first = nextOffset;
        long timestamp = Math.max(micros, newestTimestamp());
        var entries = BatchStamp.ofThread().stamp(batch, first, timestamp, active);
        write(active, before, entries, batch.bytes());
        BatchStamp.addTo(active.sparseIndex(), entries);
        active.extent(
                new Segment.Extent(
                        before.size() + batch.bytes().capacity(),
                        before.indexSize() + entries.limit(),
                        first + batch.count(),
                        before.size() == 0 ? timestamp : before.firstTimestamp(),
                        timestamp));
        nextOffset = first + batch.count();
        return first;
    }

    private void write(Segment active, Segment.Extent at, ByteBuffer entries, ByteBuffer messages)
            throws IOException {
        var index = active.index().pin();
        try {
            var log = active.log().pin();
            try {
                IndexFiles.writeFully(index, entries, at.indexSize());
                IndexFiles.writeFully(log, messages.clear(), at.size());
                if (settings.enforceFsync()) {
                    log.force(false);
                    index.force(false);
                }
            } catch (IOException e) {
                try {
                    index.truncate(at.indexSize());
                    log.truncate(at.size());
                } catch (IOException alsoFailed) {
                    e.addSuppressed(alsoFailed);
                }
                throw e;
            } finally {
                active.log().unpin();
            }
        } finally {
            active.index().unpin();
        }
    }

    private Segment segmentFor(int bytes) throws IOException {
        var now = segments;
        if (now.length > 0) {
            var last = now[now.length - 1];
            int size = last.extent().size();
            if (size < settings.segmentBytes() && size + (long) bytes <= SEGMENT_BYTES_MAX) {
                return last;
            }
        }
        return roll();
    }

    /**
     * Begins a new segment. The one before is forced first, so that after a power loss only the
     * newest can have lost anything; and the new names are forced before a message is in them.
     */
    private Segment roll() throws IOException {
        var now = segments;
        if (now.length > 0) {
            force(now[now.length - 1]);
        }
        DurableFiles.createDirectories(directory);
        var fresh =
                new Segment(
                        directory, nextOffset, suffix, settings.openFiles(), settings.indexCache());
        fresh.create();
        DurableFiles.forceDirectory(directory);
        fresh.open(new SparseIndex());
        var more = Arrays.copyOf(now, now.length + 1);
        more[now.length] = fresh;
        segments = more;
        if (now.length > 0) {
            now[now.length - 1].seal();
            now[now.length - 1].markForced();
        }
        return fresh;
    }

    /** Server time of the newest message that is kept; 0 if none is. */
    public long newestTimestamp() {
        var now = segments;
        for (int i = now.length - 1; i >= 0; i--) {
            if (!now[i].isEmpty()) {
                return now[i].extent().lastTimestamp();
            }
        }
        return 0;
    }

    /**
     * Up to {@code count} messages from an offset on; from the oldest one if that is newer. The
     * slices are pinned: the caller releases what it got.
     */
    public Fetched fetch(long from, long count, long bytesMax) throws IOException {
        return again(() -> fetchOnce(from, count, bytesMax));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads again if a segment was removed in the meantime. */
    private static <T> T again(Reading<T> reading) throws IOException {
        for (int reads = 1; ; reads++) {
            try {
                return reading.read();
            } catch (DeletedLogException e) {
                if (reads == READS_MAX) {
                    throw e;
                }
            }
        }
    }

    private Fetched fetchOnce(long from, long count, long bytesMax) throws IOException {
        var now = segments;
        if (now.length == 0 || count <= 0 || from >= nextOffset || from < 0) {
            return Fetched.NOTHING;
        }
        var fetch = new Fetch(Math.max(from, now[0].baseOffset()), count, bytesMax);
        try {
            for (int i = holding(now, from); i < now.length && !fetch.isComplete(); i++) {
                fetch.add(now[i]);
            }
        } catch (IOException | RuntimeException e) {
            fetch.release();
            throw e;
        }
        return fetch.result();
    }

    /** The segment that an offset would be in: the last one that does not begin behind it. */
    private static int holding(Segment[] segments, long offset) {
        int low = 0;
        int high = segments.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (segments[middle].baseOffset() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The first message that was received at or after {@code micros}. */
    public OptionalLong offsetAt(long micros) throws IOException {
        return again(() -> offsetAtOnce(micros));
    }

    private OptionalLong offsetAtOnce(long micros) throws IOException {
        for (var segment : segments) {
            var extent = segment.extent();
            if (extent.size() > 0 && Long.compareUnsigned(extent.lastTimestamp(), micros) >= 0) {
                return OptionalLong.of(segment.offsetAt(micros, extent));
            }
        }
        return OptionalLong.empty();
    }

    /** Brings all that was appended to the disk itself. */
    public void force() throws IOException {
        mustBeSound();
        var now = segments;
        for (int i = 0; i < now.length; i++) {
            if (now[i].isForced()) {
                continue;
            }
            try {
                force(now[i]);
            } catch (DeletedLogException e) {
                // What retention has removed needs no forcing
                continue;
            }
            if (i < now.length - 1) {
                now[i].markForced();
            }
        }
    }

    private void force(Segment segment) throws IOException {
        try {
            segment.force();
        } catch (Segment.ForceFailedException e) {
            forceFailure = e;
            throw e;
        }
    }

    /**
     * After a failed force nobody knows which bytes are on the disk, and the next force would
     * succeed all the same: the system has forgotten that it failed.
     */
    private void mustBeSound() throws IOException {
        var failure = forceFailure;
        if (failure != null) {
            throw new IOException(
                    "%s: must be recovered by a restart since the disk refused to take it"
                            .formatted(directory),
                    failure);
        }
    }

    /**
     * Closes the newest segment if its first message was received before {@code micros}, so that a
     * log of few messages gives up old ones too, and not only when a segment is full.
     */
    public synchronized void rollIfOlder(long micros) throws IOException {
        var now = segments;
        if (deleted || now.length == 0) {
            return;
        }
        var newest = now[now.length - 1].extent();
        if (newest.size() > 0 && newest.firstTimestamp() < micros) {
            roll();
        }
    }

    /**
     * Removes the oldest segment if all of it was received before {@code micros} and nobody who
     * keeps an offset still has to read it. The newest segment is replaced by an empty one then, so
     * that the offset is not forgotten. A log that never had more than one message keeps that: over
     * the wire it would look as if it had never had any.
     *
     * @param barrier the lowest stored offset, {@code Long.MAX_VALUE} if none is stored
     */
    public synchronized boolean deleteOldestIf(long micros, long barrier) throws IOException {
        var now = segments;
        if (deleted || now.length == 0) {
            return false;
        }
        var extent = now[0].extent();
        if ((extent.size() == 0 && now.length == 1)
                || nextOffset == 1
                || extent.lastTimestamp() >= micros
                || extent.nextOffset() - 1 > barrier) {
            return false;
        }
        if (now.length == 1) {
            roll();
        }
        removeOldest();
        return true;
    }

    /**
     * Removes the oldest segment if it is closed and nobody who keeps an offset still has to read
     * it.
     */
    public synchronized boolean deleteOldestClosed(long barrier) throws IOException {
        var now = segments;
        if (deleted
                || now.length < 2
                || nextOffset == 1
                || now[0].extent().nextOffset() - 1 > barrier) {
            return false;
        }
        removeOldest();
        return true;
    }

    /** Server time of the oldest message of a closed segment. */
    public OptionalLong oldestClosed() {
        var now = segments;
        return now.length < 2
                ? OptionalLong.empty()
                : OptionalLong.of(now[0].extent().firstTimestamp());
    }

    private void removeOldest() throws IOException {
        var now = segments;
        segments = Arrays.copyOfRange(now, 1, now.length);
        now[0].delete();
        // Else a power loss could bring it back and leave a gap behind it
        DurableFiles.forceDirectory(directory);
    }

    /**
     * Takes the segments of a log that ends where this one begins. The newest is taken first, so
     * that whoever is killed on the way leaves no gap, but a log that begins earlier than it did.
     */
    synchronized void takeBefore(PartitionLog older) throws IOException {
        if (deleted || older.nextOffset != firstOffset()) {
            throw new IllegalStateException(
                    "%s: what is put before it must end at offset %d, ended at %d"
                            .formatted(directory, firstOffset(), older.nextOffset));
        }
        older.force();
        for (int i = older.segments.length - 1; i >= 0; i--) {
            var renamed =
                    Segment.renamed(
                            older.segments[i],
                            directory,
                            settings.openFiles(),
                            settings.indexCache());
            var now = segments;
            var more = new Segment[now.length + 1];
            more[0] = renamed;
            System.arraycopy(now, 0, more, 1, now.length);
            segments = more;
        }
        older.segments = new Segment[0];
    }

    /** Removes all files; the log takes no more messages. */
    public synchronized void delete() throws IOException {
        deleteSegments();
        LogRefill.clear(directory);
        Files.deleteIfExists(directory);
    }

    synchronized void deleteSegments() throws IOException {
        deleted = true;
        var now = segments;
        segments = new Segment[0];
        for (var segment : now) {
            segment.delete();
        }
    }
}
