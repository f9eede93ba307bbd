package lab.launcher.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import lab.console.market.AnnotationRow;
import lab.console.market.AnnotationStore;
import lab.flink.sql.job.TierSettings;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.ScanMode;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.TimestampType;
import org.apache.paimon.utils.SnapshotManager;

/**
 * The annotations of the warm tier, read through its snapshots without a query. What is new is read
 * off the files that each new snapshot added.
 */
public final class AnnotationTable implements AnnotationStore {
    private static final String TABLE = "annotations";
    private static final String TIME = "time";
    private static final List<String> COLUMNS =
            List.of("id", TIME, "pair", "layer", "text", "reference");

    private static final Comparator<AnnotationRow> BY_TIME =
            Comparator.comparing(AnnotationRow::time).thenComparing(AnnotationRow::id);

    private final TierSettings tiers;

    public AnnotationTable(TierSettings tiers) {
        this.tiers = tiers;
    }

    @Override
    public Optional<Reading> since(OptionalLong version, int rowsMax) {
        try (var tables = WarmTables.open(tiers)) {
            Optional<FileStoreTable> table = table(tables);
            Long latest =
                    table.isPresent() ? table.get().snapshotManager().latestSnapshotId() : null;
            if (latest == null || (version.isPresent() && version.getAsLong() == latest)) {
                return Optional.empty();
            }
            Optional<List<AnnotationRow>> added =
                    version.isPresent()
                            ? added(table.get(), version.getAsLong(), latest)
                            : Optional.empty();
            return Optional.of(
                    added.isPresent()
                            ? new Reading(latest, added.get(), false)
                            : new Reading(latest, newest(table.get(), latest, rowsMax), true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<AnnotationRow> of(Time time, Predicate<AnnotationRow> wanted, int rowsMax) {
        try (var tables = WarmTables.open(tiers)) {
            Optional<FileStoreTable> table = table(tables);
            if (table.isEmpty()) {
                return List.of();
            }
            ReadBuilder builder = reading(table.get());
            var predicates = new PredicateBuilder(table.get().rowType());
            int place = table.get().rowType().getFieldIndex(TIME);
            time.from()
                    .ifPresent(
                            it -> builder.withFilter(predicates.greaterOrEqual(place, value(it))));
            time.to().ifPresent(it -> builder.withFilter(predicates.lessOrEqual(place, value(it))));
            var newest = new Newest(rowsMax);
            read(
                    table.get().rowType(),
                    builder,
                    builder.newScan().plan().splits(),
                    row -> {
                        if (wanted.test(row)) {
                            newest.add(row);
                        }
                    });
            return newest.rows();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Timestamp value(Instant time) {
        return Timestamp.fromLocalDateTime(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    private static Optional<FileStoreTable> table(WarmTables tables) throws IOException {
        return tables.table(TABLE)
                .filter(FileStoreTable.class::isInstance)
                .map(FileStoreTable.class::cast);
    }

    private static ReadBuilder reading(FileStoreTable table) {
        RowType type = table.rowType();
        return table.newReadBuilder()
                .withProjection(COLUMNS.stream().mapToInt(type::getFieldIndex).toArray());
    }

    private static List<AnnotationRow> newest(FileStoreTable table, long snapshot, int rowsMax)
            throws IOException {
        FileStoreTable then =
                table.copy(Map.of(CoreOptions.SCAN_SNAPSHOT_ID.key(), Long.toString(snapshot)));
        ReadBuilder builder = reading(then);
        var newest = new Newest(rowsMax);
        read(then.rowType(), builder, builder.newScan().plan().splits(), newest::add);
        return newest.rows();
    }

    /** What snapshots added; empty if the tier let go of one, or wrote all anew. */
    private static Optional<List<AnnotationRow>> added(
            FileStoreTable table, long since, long latest) throws IOException {
        SnapshotManager snapshots = table.snapshotManager();
        List<AnnotationRow> rows = new ArrayList<>();
        for (long id = since + 1; id <= latest; id++) {
            if (!snapshots.snapshotExists(id)) {
                return Optional.empty();
            }
            Snapshot.CommitKind kind = snapshots.snapshot(id).commitKind();
            if (kind == Snapshot.CommitKind.OVERWRITE) {
                return Optional.empty();
            }
            if (kind == Snapshot.CommitKind.APPEND) {
                List<? extends Split> splits =
                        table.newSnapshotReader()
                                .withMode(ScanMode.DELTA)
                                .withSnapshot(id)
                                .read()
                                .splits();
                read(table.rowType(), reading(table), splits, rows::add);
            }
        }
        return since < latest ? Optional.of(rows) : Optional.empty();
    }

    private interface Sink {
        void add(AnnotationRow row);
    }

    private static void read(
            RowType type, ReadBuilder builder, List<? extends Split> splits, Sink sink)
            throws IOException {
        int digits = ((TimestampType) type.getTypeAt(type.getFieldIndex(TIME))).getPrecision();
        for (Split split : splits) {
            try (RecordReader<InternalRow> reader = builder.newRead().createReader(split)) {
                reader.forEachRemaining(row ->
                        sink.add(
                                new AnnotationRow(
                                        row.getString(0).toString(),
                                        row.getTimestamp(1, digits)
                                                .toLocalDateTime()
                                                .toInstant(ZoneOffset.UTC),
                                        row.getString(2).toString(),
                                        row.getString(3).toString(),
                                        row.getString(4).toString(),
                                        row.getString(5).toString())));
            }
        }
    }

    /** Keeps the newest of many. */
    private static final class Newest {
        private final PriorityQueue<AnnotationRow> rows = new PriorityQueue<>(BY_TIME);
        private final int rowsMax;

        Newest(int rowsMax) {
            this.rowsMax = rowsMax;
        }

        void add(AnnotationRow row) {
            rows.add(row);
            if (rows.size() > rowsMax) {
                rows.remove();
            }
        }

        List<AnnotationRow> rows() {
            return List.copyOf(rows);
        }
    }
}
