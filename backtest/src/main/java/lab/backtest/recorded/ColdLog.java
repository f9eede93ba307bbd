package lab.backtest.recorded;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import lab.topics.Bus;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * One topic of the market off the cold tier, each of its partitions in the order of its offsets.
 *
 * <p>A file of a table holds rows of all partitions, and compaction puts files together as it
 * likes. What a file says of its stamps tells when it is needed: it is read when the log has come
 * to its oldest stamp, and let go when its last row was taken. So memory holds the files that
 * overlap, not the span. A file is read {@link #SLACK_MICROS} early, since stamps of a partition
 * may step back.
 */
final class ColdLog {
    static final long SLACK_MICROS = 10_000_000;

    private static final List<String> COMMON =
            List.of("bus_partition", "bus_offset", "bus_time", "pair", "event_time");
    private static final int PLACES = 8;

    private final Kind kind;
    private final Pairs pairs;
    private final @Nullable Table table;
    private final Schema schema;
    private final Deque<File> unread;
    private final List<Partition> partitions = new ArrayList<>();

    /** A file, and the oldest stamp in it. */
    private record File(DataFile file, long oldestStamp) {}

    private ColdLog(
            Kind kind, Pairs pairs, @Nullable Table table, Schema schema, Deque<File> files) {
        this.kind = kind;
        this.pairs = pairs;
        this.table = table;
        this.schema = schema;
        this.unread = files;
        for (int number = 0; number < Bus.PARTITIONS; number++) {
            partitions.add(new Partition(kind, number));
        }
    }

    /** Of a table as it is now; without one there are no messages. */
    static ColdLog of(Kind kind, Pairs pairs, Optional<Table> table) throws IOException {
        @Nullable Snapshot snapshot = table.map(Table::currentSnapshot).orElse(null);
        if (table.isEmpty() || snapshot == null) {
            return new ColdLog(kind, pairs, null, new Schema(), new ArrayDeque<>());
        }
        Schema schema =
                table.get()
                        .schema()
                        .select(Stream.concat(COMMON.stream(), kind.columns().stream()).toList());
        List<File> files = new ArrayList<>();
        Types.NestedField stamp = schema.findField("bus_time");
        try (CloseableIterable<FileScanTask> tasks =
                table.get()
                        .newScan()
                        .useSnapshot(snapshot.snapshotId())
                        .includeColumnStats()
                        .planFiles()) {
            for (FileScanTask task : tasks) {
                if (!task.deletes().isEmpty()) {
                    throw new IllegalStateException(
                            "%s: must only ever grow, has deleted rows"
                                    .formatted(table.get().name()));
                }
                files.add(new File(task.file(), oldest(task.file(), stamp)));
            }
        }
        files.sort(Comparator.comparingLong(File::oldestStamp));
        return new ColdLog(kind, pairs, table.get(), schema, new ArrayDeque<>(files));
    }

    private static long oldest(DataFile file, Types.NestedField stamp) {
        @Nullable Map<Integer, ByteBuffer> bounds = file.lowerBounds();
        @Nullable ByteBuffer bound = bounds == null ? null : bounds.get(stamp.fieldId());
        if (bound == null) {
            return Long.MIN_VALUE;
        }
        Long micros = Conversions.fromByteBuffer(stamp.type(), bound);
        return micros == null ? Long.MIN_VALUE : micros;
    }

    Kind kind() {
        return kind;
    }

    List<Partition> partitions() {
        return partitions;
    }

    /** The oldest stamp that may still be read; {@code Long.MAX_VALUE} once all is read. */
    long unreadFrom() {
        @Nullable File next = unread.peek();
        if (next == null) {
            return Long.MAX_VALUE;
        }
        return next.oldestStamp() == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : next.oldestStamp() - SLACK_MICROS;
    }

    /** Reads the next file. */
    void readOn() throws IOException {
        File next = unread.remove();
        Rows rows = read(next.file());
        for (Partition partition : partitions) {
            partition.add(rows);
        }
    }

    private Rows read(DataFile file) throws IOException {
        var rows = new Rows(Rows.REST + kind.columns().size());
        Table of = table;
        if (of == null) {
            return rows;
        }
        int columns = schema.columns().size();
        int[] places = new int[columns];
        List<String> names = Stream.concat(COMMON.stream(), kind.columns().stream()).toList();
        for (int i = 0; i < columns; i++) {
            places[i] = names.indexOf(schema.columns().get(i).name());
        }
        try (CloseableIterable<StructLike> all =
                Parquet.read(of.io().newInputFile(file))
                        .project(schema)
                        .createReaderFunc(type -> InternalReader.create(schema, type))
                        .reuseContainers()
                        .build()) {
            for (StructLike row : all) {
                rows.add();
                for (int i = 0; i < columns; i++) {
                    rows.set(places[i], number(row.get(i, Object.class)));
                }
            }
        }
        return rows;
    }

    private long number(@Nullable Object value) {
        return switch (value) {
            case null -> Rows.NONE;
            case Long number -> number;
            case Integer number -> number;
            case Boolean is -> is ? 1 : 0;
            case BigDecimal decimal -> decimal.setScale(PLACES).unscaledValue().longValueExact();
            case CharSequence name -> pairs.number(name.toString());
            default -> throw new IllegalStateException("column: must be known, was " + value);
        };
    }

    /** One partition of the topic, as far as it was read and taken. */
    static final class Partition {
        private final Kind kind;
        private final int number;
        private final List<Segment> segments = new ArrayList<>();
        private @Nullable Segment current;
        private long takenStamp = Long.MIN_VALUE;
        private long takenOffset = -1;

        Partition(Kind kind, int number) {
            this.kind = kind;
            this.number = number;
        }

        /** What one file has of the partition. */
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

        private void add(Rows rows) {
            int[] order = rows.ofPartition(number);
            if (order.length > 0) {
                segments.add(new Segment(rows, order));
                current = first();
            }
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

        Kind kind() {
            return kind;
        }

        int number() {
            return number;
        }

        boolean isEmpty() {
            return current == null;
        }

        /** The stamp of the next message; one that is older than the one before counts as that. */
        long stamp() {
            return Math.max(takenStamp, get(Rows.STAMP));
        }

        /** A column of the next message. */
        long get(int column) {
            Segment segment = present();
            return segment.rows.get(column, segment.order[segment.next]);
        }

        /** Goes on to the message after it. */
        void take() {
            Segment segment = present();
            long offset = segment.offset();
            if (offset <= takenOffset) {
                throw new IllegalStateException(
                        "cold %s: partition %d must go on behind offset %d, has offset %d at a later stamp"
                                .formatted(kind.table(), number, takenOffset, offset));
            }
            takenStamp = stamp();
            takenOffset = offset;
            segment.next++;
            if (segment.next == segment.order.length) {
                segments.remove(segment);
                current = first();
            } else if (segment.offset() != offset + 1 && segments.size() > 1) {
                current = first();
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
