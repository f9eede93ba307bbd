package lab.cold;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import lab.topics.Bus;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * One topic off the cold tier, each of its partitions in the order of its offsets.
 *
 * <p>A file of a table holds rows of all partitions, and compaction puts files together as it
 * likes. What a file says of its stamps tells when it is needed: it is read when the log has come
 * to its oldest stamp, and let go when its last row was taken; of a file with several row groups,
 * each is read and let go by itself. So memory holds the row groups that overlap, not the span. One
 * is read {@link #SLACK_MICROS} early, since stamps of a partition may step back.
 */
public final class ColdLog {
    static final long SLACK_MICROS = 10_000_000;

    private final ColdColumns columns;
    private final Names words;
    private final ColdScan scan;
    private final @Nullable Table table;
    private final Schema schema;
    private final PriorityQueue<Piece> unread =
            new PriorityQueue<>(Comparator.comparingLong(Piece::oldestStamp));
    private final List<Partition> partitions = new ArrayList<>();
    private Extent extent = Extent.NONE;
    private Optional<Ahead> ahead = Optional.empty();

    /** A row group that is read, or was, before it is wanted. */
    private record Ahead(Piece piece, Future<Rows> rows) {}

    /**
     * What the files say of what is in them.
     *
     * @param oldest event time; {@code Long.MAX_VALUE} if it is not known
     * @param newest event time; {@code Long.MIN_VALUE} if it is not known
     */
    public record Extent(long rows, long oldest, long newest) {
        static final Extent NONE = new Extent(0, Long.MAX_VALUE, Long.MIN_VALUE);

        public Extent and(Extent other) {
            return new Extent(
                    rows + other.rows,
                    Math.min(oldest, other.oldest),
                    Math.max(newest, other.newest));
        }
    }

    /** A file or a row group of it, and the oldest stamp in it. */
    private record Piece(DataFile file, Optional<RowGroups.Group> group, long oldestStamp) {
        /** Whether it is still to be seen what row groups it has. */
        boolean isWhole() {
            List<Long> starts = file.splitOffsets();
            return group.isEmpty() && starts != null && starts.size() > 1;
        }
    }

    private ColdLog(
            ColdColumns columns, Names words, ColdScan scan, @Nullable Table table, Schema schema) {
        this.columns = columns;
        this.words = words;
        this.scan = scan;
        this.table = table;
        this.schema = schema;
        for (int number = 0; number < Bus.PARTITIONS; number++) {
            partitions.add(new Partition(this, number));
        }
    }

    /** Of a table as it is now; without one there are no messages. */
    public static ColdLog of(ColdColumns columns, Names words, Optional<Table> table)
            throws IOException {
        return of(
                columns,
                words,
                table,
                table.flatMap(it -> Optional.ofNullable(it.currentSnapshot())),
                ColdScan.ALL);
    }

    /** Of a table as it was in a snapshot; without one there are no messages. */
    public static ColdLog of(
            ColdColumns columns,
            Names words,
            Optional<Table> table,
            Optional<Snapshot> snapshot,
            ColdScan scan)
            throws IOException {
        if (table.isEmpty() || snapshot.isEmpty()) {
            return new ColdLog(columns, words, scan, null, new Schema());
        }
        var log =
                new ColdLog(
                        columns,
                        words,
                        scan,
                        table.get(),
                        table.get().schema().select(columns.names()));
        Types.NestedField stamp = log.schema.findField(ColdColumns.STAMP);
        try (CloseableIterable<FileScanTask> tasks =
                table.get()
                        .newScan()
                        .useSnapshot(snapshot.get().snapshotId())
                        .filter(scan.files())
                        .includeColumnStats()
                        .planFiles()) {
            for (FileScanTask task : tasks) {
                if (!task.deletes().isEmpty()) {
                    throw new IllegalStateException(
                            "%s: must only ever grow, has deleted rows"
                                    .formatted(table.get().name()));
                }
                DataFile file = task.file();
                log.extent = log.extent.and(extent(file, log.schema));
                if (isWanted(bound(file.upperBounds(), stamp, Long.MAX_VALUE), scan)) {
                    long oldest = bound(file.lowerBounds(), stamp, Long.MIN_VALUE);
                    log.unread.add(new Piece(file.copy(), Optional.empty(), oldest));
                }
            }
        }
        return log;
    }

    private static Extent extent(DataFile file, Schema schema) {
        Types.NestedField time = schema.findField(ColdColumns.TIME);
        return time == null
                ? new Extent(file.recordCount(), Long.MAX_VALUE, Long.MIN_VALUE)
                : new Extent(
                        file.recordCount(),
                        bound(file.lowerBounds(), time, Long.MAX_VALUE),
                        bound(file.upperBounds(), time, Long.MIN_VALUE));
    }

    /** A file may say nothing of a column. */
    private static long bound(
            @Nullable Map<Integer, ByteBuffer> bounds, Types.NestedField field, long unknown) {
        @Nullable ByteBuffer bound = bounds == null ? null : bounds.get(field.fieldId());
        if (bound == null) {
            return unknown;
        }
        Long micros = Conversions.fromByteBuffer(field.type(), bound);
        return micros == null ? unknown : micros;
    }

    private static boolean isWanted(long newestStamp, ColdScan scan) {
        return scan.sinceStamp() == Long.MIN_VALUE
                || newestStamp >= scan.sinceStamp() - SLACK_MICROS;
    }

    /** Of the files that the scan asks for. */
    public Extent extent() {
        return extent;
    }

    public ColdColumns columns() {
        return columns;
    }

    public List<Partition> partitions() {
        return partitions;
    }

    /** The oldest stamp that may still be read; {@code Long.MAX_VALUE} once all is read. */
    long unreadFrom() {
        @Nullable Piece next = unread.peek();
        if (next == null) {
            return Long.MAX_VALUE;
        }
        return next.oldestStamp() == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : next.oldestStamp() - SLACK_MICROS;
    }

    /**
     * Reads the next row group, for whoever looks at rows as they are read.
     *
     * @return whether there was one
     */
    public boolean readNext() throws IOException {
        if (unread.isEmpty()) {
            return false;
        }
        readOn();
        return true;
    }

    /** Reads the next row group, or sees what row groups the next file has. */
    void readOn() throws IOException {
        Piece next = unread.remove();
        if (next.isWhole()) {
            expand(next);
            return;
        }
        Rows rows = wanted(next);
        int users = 0;
        for (Partition partition : partitions) {
            users += partition.add(rows) ? 1 : 0;
        }
        rows.usedBy(users);
    }

    private void expand(Piece whole) throws IOException {
        try {
            for (RowGroups.Group group : RowGroups.of(whole.file().location())) {
                if (isWanted(group.newestStamp(), scan)) {
                    unread.add(new Piece(whole.file(), Optional.of(group), group.oldestStamp()));
                }
            }
        } catch (IOException | RuntimeException e) {
            throw unreadable(whole, e);
        }
    }

    private Rows wanted(Piece piece) throws IOException {
        if (ahead.isEmpty() || !ahead.get().piece().equals(piece)) {
            return read(piece);
        }
        Future<Rows> rows = ahead.get().rows();
        ahead = Optional.empty();
        try {
            return rows.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the cold tier is read");
        }
    }

    boolean isReadAhead() {
        return ahead.isPresent();
    }

    /** Begins to read what comes next. */
    void readAhead(ExecutorService executor) {
        @Nullable Piece next = unread.peek();
        if (next != null && !next.isWhole()) {
            ahead = Optional.of(new Ahead(next, executor.submit(() -> read(next))));
        }
    }

    private IOException unreadable(Piece piece, Exception e) {
        return new IOException(
                "cold %s: file %s must be readable, is not; %s"
                        .formatted(columns.table(), piece.file().location(), reason(e)),
                e);
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private Rows read(Piece piece) throws IOException {
        try {
            return rows(piece);
        } catch (IOException | RuntimeException e) {
            throw unreadable(piece, e);
        }
    }

    private Rows rows(Piece piece) throws IOException {
        List<String> names = columns.names();
        var rows = new Rows(names.size(), new Payloads(scan.pool()));
        Table of = table;
        if (of == null) {
            return rows;
        }
        Parquet.ReadBuilder builder =
                Parquet.read(of.io().newInputFile(piece.file()))
                        .project(schema)
                        .createReaderFunc(type ->
                                RowReader.of(type, schema, names, words, scan.rows(), rows));
        piece.group().ifPresent(group -> builder.split(group.start(), group.length()));
        try (CloseableIterable<Rows> all = builder.build()) {
            long count = 0;
            for (Rows _ : all) {
                count++; // the reader has put the row behind the others
            }
            long expected =
                    piece.group().map(RowGroups.Group::rows).orElse(piece.file().recordCount());
            if (count != expected) {
                throw new IOException("it must give %d rows, gave %d".formatted(expected, count));
            }
        }
        return rows;
    }

    /** One partition of the topic, as far as it was read and taken. */
    public static final class Partition {
        private final ColdLog log;
        private final int number;
        private final List<Segment> segments = new ArrayList<>();
        private @Nullable Segment current;
        private long takenStamp = Long.MIN_VALUE;
        private long takenOffset = -1;
        private int index;

        /** Of the next message; kept, since each message of any partition is compared with it. */
        private long nextStamp = Long.MAX_VALUE;

        Partition(ColdLog log, int number) {
            this.log = log;
            this.number = number;
        }

        /** What one row group has of the partition. */
        private static final class Segment {
            private final Rows rows;
            private final int[] order;
            private int next;

            Segment(Rows rows, int[] order) {
                this.rows = rows;
                this.order = order;
            }

            long offset() {
                return rows.get(Rows.OFFSET, order[next]);
            }
        }

        private boolean add(Rows rows) {
            int[] order = rows.ofPartition(number);
            if (order.length == 0) {
                return false;
            }
            segments.add(new Segment(rows, order));
            moveTo(first());
            return true;
        }

        private void moveTo(@Nullable Segment segment) {
            current = segment;
            nextStamp =
                    segment == null
                            ? Long.MAX_VALUE
                            : Math.max(
                                    takenStamp,
                                    segment.rows.get(Rows.STAMP, segment.order[segment.next]));
        }

        private @Nullable Segment first() {
            @Nullable Segment first = null;
            for (Segment segment : segments) {
                if (first == null || segment.offset() < first.offset()) {
                    first = segment;
                }
            }
            return first;
        }

        public ColdLog log() {
            return log;
        }

        public int number() {
            return number;
        }

        void setIndex(int place) {
            index = place;
        }

        /** Among the partitions that are merged with it. */
        public int index() {
            return index;
        }

        /** Counts as taken up to there. */
        public void goOn(long lastOffset, long lastStamp) {
            takenOffset = lastOffset;
            takenStamp = lastStamp;
            moveTo(current);
        }

        /** The stamp of the next message; one that is older than the one before counts as that. */
        public long stamp() {
            return nextStamp;
        }

        /** A column of the next message. */
        public long get(int column) {
            Segment segment = present();
            return segment.rows.get(column, segment.order[segment.next]);
        }

        /** How long the next message is. */
        public int payloadLength() {
            return Payloads.length(get(Rows.FIRST + log.columns.numbers().size()));
        }

        /** Copies the next message to the beginning of an array that is long enough. */
        public void payload(byte[] to) {
            present().rows.payloads().copy(get(Rows.FIRST + log.columns.numbers().size()), to);
        }

        /** Goes on to the message after it. */
        public void take() {
            Segment segment = present();
            long offset = segment.offset();
            if (offset <= takenOffset) {
                throw new IllegalStateException(
                        "cold %s: partition %d must go on behind offset %d, has offset %d at a later stamp"
                                .formatted(log.columns.table(), number, takenOffset, offset));
            }
            takenStamp = nextStamp;
            takenOffset = offset;
            segment.next++;
            if (segment.next == segment.order.length) {
                segments.remove(segment);
                segment.rows.done();
                moveTo(first());
            } else if (segment.offset() != offset + 1 && segments.size() > 1) {
                moveTo(first());
            } else {
                moveTo(segment);
            }
        }

        private Segment present() {
            Segment segment = current;
            if (segment == null) {
                throw new IllegalStateException("partition: must have a message, has none");
            }
            return segment;
        }
    }
}
