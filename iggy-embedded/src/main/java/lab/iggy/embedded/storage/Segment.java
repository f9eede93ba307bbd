package lab.iggy.embedded.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import lab.files.DurableFiles;
import lab.iggy.embedded.storage.file.ManagedFile;
import lab.iggy.embedded.storage.file.OpenFiles;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a partition in two files: the log, which is nothing but messages back to back, so
 * that any run of them can be given out as it lies there, and the index, which says where batches
 * are.
 */
final class Segment {
    static final String LOG_SUFFIX = ".log";
    static final String INDEX_SUFFIX = ".index";

    /**
     * How far the segment reaches; replaced as a whole, so a reader sees sizes and offsets that fit
     * together.
     */
    record Extent(
            int size, int indexSize, long nextOffset, long firstTimestamp, long lastTimestamp) {
        static Extent empty(long baseOffset) {
            return new Extent(0, 0, baseOffset, 0, 0);
        }
    }

    private final long baseOffset;
    private final ManagedFile log;
    private final ManagedFile index;
    private final IndexCache indexCache;
    private volatile Extent extent;
    private volatile boolean forced;
    // Set while the segment is written to.
    private volatile @Nullable SparseIndex ownIndex;

    Segment(Path directory, long baseOffset, OpenFiles openFiles, IndexCache indexCache) {
        this(directory, baseOffset, "", openFiles, indexCache);
    }

    /** One whose files have other names, as it does not belong to the log beside it yet. */
    Segment(
            Path directory,
            long baseOffset,
            String suffix,
            OpenFiles openFiles,
            IndexCache indexCache) {
        var name = "%020d".formatted(baseOffset);
        this.baseOffset = baseOffset;
        this.log = openFiles.file(directory.resolve(name + LOG_SUFFIX + suffix));
        this.index = openFiles.file(directory.resolve(name + INDEX_SUFFIX + suffix));
        this.indexCache = indexCache;
        this.extent = Extent.empty(baseOffset);
    }

    long baseOffset() {
        return baseOffset;
    }

    Extent extent() {
        return extent;
    }

    void extent(Extent reached) {
        this.extent = reached;
    }

    ManagedFile log() {
        return log;
    }

    ManagedFile index() {
        return index;
    }

    boolean isEmpty() {
        return extent.size == 0;
    }

    long messages() {
        return extent.nextOffset - baseOffset;
    }

    /** Makes the segment one that is written to. */
    void open(SparseIndex ofItself) {
        ownIndex = ofItself;
    }

    /** Makes the segment one that is only read. */
    void seal() {
        ownIndex = null;
    }

    SparseIndex sparseIndex() throws IOException {
        var own = ownIndex;
        return own != null ? own : indexCache.of(this);
    }

    SparseIndex loadIndex() throws IOException {
        var loaded = new SparseIndex();
        var file = index.pin();
        try {
            IndexFiles.forEach(
                    file, entry -> loaded.add(entry.offset(), entry.position(), entry.timestamp()));
        } finally {
            index.unpin();
        }
        return loaded;
    }

    /**
     * Where a message starts in the log file, or the end of the file for the one that comes next.
     */
    int positionOf(long offset, Extent within) throws IOException {
        if (offset >= within.nextOffset) {
            return within.size;
        }
        int wanted = (int) (offset - baseOffset);
        var mark = sparseIndex().atOrBefore(wanted);
        if (mark.offset() == wanted) {
            return mark.position();
        }
        var file = log.pin();
        try {
            var cursor = cursor(file, mark, within);
            while (cursor.offset() < offset) {
                cursor.next();
            }
            return cursor.position();
        } finally {
            log.unpin();
        }
    }

    /** The first message whose time is not before {@code timestamp}; there must be one. */
    long offsetAt(long timestamp, Extent within) throws IOException {
        var mark = sparseIndex().before(timestamp);
        var file = log.pin();
        try {
            var cursor = cursor(file, mark, within);
            while (Long.compareUnsigned(cursor.timestamp(), timestamp) < 0) {
                cursor.next();
            }
            return cursor.offset();
        } finally {
            log.unpin();
        }
    }

    /**
     * How many messages from {@code start} on end at or before {@code limit}, and where the last of
     * them ends.
     */
    Run runUpTo(int start, long startOffset, long limit, Extent within) throws IOException {
        int before = (int) Math.min(limit, within.size - 1);
        var mark = sparseIndex().atOrBeforePosition(before);
        if (mark.position() < start) {
            mark = new SparseIndex.Mark((int) (startOffset - baseOffset), start);
        }
        var file = log.pin();
        try {
            var cursor = cursor(file, mark, within);
            while (cursor.end() <= limit && cursor.end() < within.size) {
                cursor.next();
            }
            boolean whole = cursor.end() <= limit;
            long nextOffset = whole ? cursor.offset() + 1 : cursor.offset();
            return new Run(nextOffset - startOffset, whole ? cursor.end() : cursor.position());
        } finally {
            log.unpin();
        }
    }

    /** Some messages in a row, and where they end. */
    record Run(long count, int end) {}

    private MessageCursor cursor(FileChannel file, SparseIndex.Mark mark, Extent within)
            throws IOException {
        return new MessageCursor(file, mark.position(), within.size, baseOffset + mark.offset());
    }

    /** Makes both files, and empties what a power loss may have left under their names. */
    void create() throws IOException {
        for (var file : List.of(log, index)) {
            var channel = file.pin();
            try {
                channel.truncate(0);
            } finally {
                file.unpin();
            }
        }
    }

    /** Brings both files to the disk itself. */
    void force() throws IOException {
        for (var file : List.of(log, index)) {
            var channel = file.pin();
            try {
                channel.force(false);
            } catch (IOException e) {
                throw new ForceFailedException(file.path() + ": must go to the disk, did not", e);
            } finally {
                file.unpin();
            }
        }
    }

    /** The disk did not take what the operating system had taken. */
    static final class ForceFailedException extends IOException {
        private static final long serialVersionUID = 1;

        ForceFailedException(String message, IOException cause) {
            super(message, cause);
        }
    }

    /** Nothing is written to it any more, and all of it is on the disk. */
    void markForced() {
        forced = true;
    }

    boolean isForced() {
        return forced;
    }

    /**
     * Gives a segment, all of which is on the disk, its own names. The index goes first: alone it
     * is removed by the next start, and a log without one would be read message by message.
     */
    static Segment renamed(Segment from, Path directory, OpenFiles openFiles, IndexCache indexCache)
            throws IOException {
        var renamed = new Segment(directory, from.baseOffset, openFiles, indexCache);
        from.indexCache.forget(from);
        from.index.release();
        from.log.release();
        DurableFiles.move(from.index.path(), renamed.index.path());
        DurableFiles.move(from.log.path(), renamed.log.path());
        renamed.extent(from.extent);
        renamed.markForced();
        return renamed;
    }

    void delete() throws IOException {
        indexCache.forget(this);
        log.delete();
        index.delete();
    }
}
