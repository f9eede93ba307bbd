package lab.lancer.warm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.Pair;
import lab.lancer.pattern.CandleClose;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.table.source.ScanMode;
import org.apache.paimon.table.source.Split;
import org.apache.paimon.types.DecimalType;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.TimestampType;
import org.apache.paimon.utils.SnapshotManager;

/**
 * The candles of one minute that the warm tier holds, read through its snapshots by Paimon's own
 * reader: never by listing files, of which some are replaced and some not committed.
 */
public final class WarmCandles implements AutoCloseable {
    static final String TABLE = "candles_1m";

    private static final int LIVE = 1;
    private static final List<String> COLUMNS =
            List.of("pair", "window_start", "close", "source_rank");

    private final Catalog catalog;
    private final Identifier name;

    /**
     * Candles of a snapshot.
     *
     * @param isWhole whether these are all candles that there are, or only what was written since
     */
    public record Reading(long snapshot, PairCandles candles, boolean isWhole) {}

    private WarmCandles(Catalog catalog, Identifier name) {
        this.catalog = catalog;
        this.name = name;
    }

    /**
     * Opens the tier.
     *
     * @param warehouse folder of the warm tier
     * @param database such as {@code crypto}
     */
    public static WarmCandles open(Path warehouse, String database) {
        var root = new org.apache.paimon.fs.Path(warehouse.toUri().toString());
        return new WarmCandles(
                CatalogFactory.createCatalog(CatalogContext.create(root)),
                Identifier.create(database, TABLE));
    }

    /** The table, once somebody has made it. */
    Optional<FileStoreTable> table() throws WarmTierException {
        try {
            Table table = catalog.getTable(name);
            return table instanceof FileStoreTable stored ? Optional.of(stored) : Optional.empty();
        } catch (Catalog.TableNotExistException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            throw new WarmTierException("warm tier: its candles must be readable", e);
        }
    }

    /** Whether there is a table to read. */
    public boolean exists() throws WarmTierException {
        return table().isPresent();
    }

    /** All candles as of the newest snapshot; empty if nothing was ever written. */
    public Optional<Reading> readAll() throws WarmTierException {
        Optional<FileStoreTable> table = table();
        return table.isPresent() ? readAll(table.get(), Optional.empty()) : Optional.empty();
    }

    /** All candles of a pair as of the newest snapshot. */
    public Optional<Reading> readAll(Pair pair) throws WarmTierException {
        Optional<FileStoreTable> table = table();
        return table.isPresent() ? readAll(table.get(), Optional.of(pair)) : Optional.empty();
    }

    /**
     * What was written since a snapshot; nothing if that is the newest, and everything if the tier
     * has let go of what lies between.
     */
    public Optional<Reading> readSince(long snapshot) throws WarmTierException {
        Optional<FileStoreTable> table = table();
        if (table.isEmpty()) {
            return Optional.empty();
        }
        try {
            SnapshotManager snapshots = table.get().snapshotManager();
            Long latest = snapshots.latestSnapshotId();
            if (latest == null || latest == snapshot) {
                return Optional.empty();
            }
            PairCandles written = PairCandles.none();
            for (long id = snapshot + 1; id <= latest; id++) {
                if (!snapshots.snapshotExists(id) || latest < snapshot) {
                    return readAll(table.get(), Optional.empty());
                }
                switch (snapshots.snapshot(id).commitKind()) {
                    case APPEND -> readWrittenIn(table.get(), id, written);
                    case COMPACT, ANALYZE -> {}
                    case OVERWRITE -> {
                        return readAll(table.get(), Optional.empty());
                    }
                }
            }
            return latest < snapshot
                    ? readAll(table.get(), Optional.empty())
                    : Optional.of(new Reading(latest, written, false));
        } catch (IOException | RuntimeException e) {
            throw new WarmTierException("warm tier: its newest candles must be readable", e);
        }
    }

    private static Optional<Reading> readAll(FileStoreTable table, Optional<Pair> pair)
            throws WarmTierException {
        try {
            Snapshot latest = table.snapshotManager().latestSnapshot();
            if (latest == null) {
                return Optional.empty();
            }
            FileStoreTable then =
                    table.copy(
                            Map.of(CoreOptions.SCAN_SNAPSHOT_ID.key(), Long.toString(latest.id())));
            PairCandles candles = PairCandles.none();
            ReadBuilder builder = then.newReadBuilder().withProjection(places(table.rowType()));
            pair.ifPresent(only -> builder.withFilter(is(then.rowType(), only)));
            read(then.rowType(), builder, builder.newScan().plan().splits(), candles);
            candles.byPair()
                    .keySet()
                    .removeIf(read -> pair.isPresent() && !pair.get().equals(read));
            return Optional.of(new Reading(latest.id(), candles, true));
        } catch (IOException | RuntimeException e) {
            throw new WarmTierException("warm tier: its candles must be readable", e);
        }
    }

    /** The rows of the files that one commit added, as they were written. */
    private static void readWrittenIn(FileStoreTable table, long snapshot, PairCandles into)
            throws IOException {
        List<? extends Split> splits =
                table.newSnapshotReader()
                        .withMode(ScanMode.DELTA)
                        .withSnapshot(snapshot)
                        .read()
                        .splits();
        ReadBuilder builder = table.newReadBuilder().withProjection(places(table.rowType()));
        read(table.rowType(), builder, splits, into);
    }

    private static Predicate is(RowType type, Pair pair) {
        return new PredicateBuilder(type)
                .equal(type.getFieldIndex("pair"), BinaryString.fromString(pair.name()));
    }

    private static int[] places(RowType type) {
        return COLUMNS.stream().mapToInt(type::getFieldIndex).toArray();
    }

    private static void read(
            RowType type, ReadBuilder builder, List<? extends Split> splits, PairCandles into)
            throws IOException {
        int timeDigits =
                ((TimestampType) type.getTypeAt(type.getFieldIndex("window_start"))).getPrecision();
        DecimalType price = (DecimalType) type.getTypeAt(type.getFieldIndex("close"));
        Map<BinaryString, Pair> pairs = new HashMap<>();
        for (Split split : splits) {
            try (RecordReader<InternalRow> reader = builder.newRead().createReader(split)) {
                reader.forEachRemaining(row -> {
                    Pair pair = pairs.get(row.getString(0));
                    if (pair == null) {
                        pair = new Pair(row.getString(0).toString());
                        pairs.put(row.getString(0).copy(), pair);
                    }
                    Instant start =
                            row.getTimestamp(1, timeDigits)
                                    .toLocalDateTime()
                                    .toInstant(ZoneOffset.UTC);
                    double close =
                            row.getDecimal(2, price.getPrecision(), price.getScale())
                                    .toBigDecimal()
                                    .doubleValue();
                    into.add(pair, CandleClose.at(start, close, row.getInt(3) >= LIVE));
                });
            }
        }
    }

    @Override
    public void close() throws WarmTierException {
        try {
            catalog.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new WarmTierException("warm tier: it must close", e);
        }
    }
}
