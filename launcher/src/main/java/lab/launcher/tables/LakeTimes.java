package lab.launcher.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import lab.flink.sql.job.TierSettings;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.source.DataSplit;
import org.apache.paimon.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Up to which event time the warm and the cold tier are filled, by what their newest snapshots say
 * of their files; no file is read for it. A snapshot is looked at once.
 */
public final class LakeTimes {
    private static final String CANDLES = "candles_1m";
    private static final String WINDOW_START = "window_start";
    private static final List<String> EVENTS = List.of("ticks", "trades");
    private static final String EVENT_TIME = "event_time";

    /** What a snapshot showed. */
    private record Seen(long snapshot, Optional<Instant> newest) {}

    private final TierSettings tiers;
    private final Map<String, Seen> seen = new HashMap<>();

    public LakeTimes(TierSettings tiers) {
        this.tiers = tiers;
    }

    /** When the newest candle of one minute begins. */
    public Optional<Instant> warm() throws IOException {
        try (var tables = WarmTables.open(tiers)) {
            if (!(tables.table(CANDLES).orElse(null) instanceof FileStoreTable candles)) {
                return Optional.empty();
            }
            Long snapshot = candles.snapshotManager().latestSnapshotId();
            return snapshot == null
                    ? Optional.empty()
                    : once(CANDLES, snapshot, () -> newestCandle(candles));
        }
    }

    private static Optional<Instant> newestCandle(FileStoreTable candles) {
        int place = candles.schema().trimmedPrimaryKeys().indexOf(WINDOW_START);
        var type =
                (TimestampType)
                        candles.rowType().getTypeAt(candles.rowType().getFieldIndex(WINDOW_START));
        return candles.newReadBuilder().newScan().plan().splits().stream()
                .filter(DataSplit.class::isInstance)
                .flatMap(split -> ((DataSplit) split).dataFiles().stream())
                .map(file -> file.keyStats().maxValues())
                .filter(max -> !max.isNullAt(place))
                .map(max ->
                        max.getTimestamp(place, type.getPrecision())
                                .toLocalDateTime()
                                .toInstant(ZoneOffset.UTC))
                .max(Comparator.naturalOrder());
    }

    /** The newest event that is kept. */
    public Optional<Instant> cold() throws IOException {
        String warehouse = tiers.warehouse().resolve("iceberg").toUri().toString();
        Optional<Instant> newest = Optional.empty();
        try (var catalog = new HadoopCatalog(new Configuration(), warehouse)) {
            for (String name : EVENTS) {
                var id = TableIdentifier.of(Namespace.of(tiers.database()), name);
                if (catalog.tableExists(id)) {
                    newest = later(newest, newestEvent(name, catalog.loadTable(id)));
                }
            }
        }
        return newest;
    }

    private Optional<Instant> newestEvent(String name, Table table) throws IOException {
        Snapshot snapshot = table.currentSnapshot();
        return snapshot == null
                ? Optional.empty()
                : once(name, snapshot.snapshotId(), () -> newestEvent(table));
    }

    private static Optional<Instant> newestEvent(Table table) throws IOException {
        Types.NestedField column = table.schema().findField(EVENT_TIME);
        Optional<Instant> newest = Optional.empty();
        try (CloseableIterable<FileScanTask> files =
                table.newScan().includeColumnStats().planFiles()) {
            for (FileScanTask file : files) {
                Map<Integer, ByteBuffer> bounds = file.file().upperBounds();
                newest =
                        later(
                                newest,
                                time(column, bounds == null ? null : bounds.get(column.fieldId())));
            }
        }
        return newest;
    }

    private static Optional<Instant> time(
            Types.NestedField column, @Nullable ByteBuffer microseconds) {
        if (microseconds == null) {
            return Optional.empty();
        }
        Long value = Conversions.fromByteBuffer(column.type(), microseconds);
        return Optional.of(
                Instant.EPOCH.plusNanos(
                        TimeUnit.MICROSECONDS.toNanos(Objects.requireNonNull(value))));
    }

    private interface Look {
        Optional<Instant> look() throws IOException;
    }

    private Optional<Instant> once(String table, long snapshot, Look look) throws IOException {
        Seen last = seen.get(table);
        if (last == null || last.snapshot() != snapshot) {
            last = new Seen(snapshot, look.look());
            seen.put(table, last);
        }
        return last.newest();
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && (other.isEmpty() || one.get().isAfter(other.get())) ? one : other;
    }
}
