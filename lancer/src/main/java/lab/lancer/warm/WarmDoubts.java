package lab.lancer.warm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Pair;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.RowType;
import org.apache.paimon.types.TimestampType;

/**
 * Which candles are in doubt, by the errors that looks through the data found. A finding holds
 * until a later look, over all of its window, does not find it again.
 */
public final class WarmDoubts implements AutoCloseable {
    private static final String FINDINGS = "quality";
    private static final String RUNS = "quality_runs";
    private static final String ERROR = "error";
    private static final List<String> FINDING_COLUMNS =
            List.of("run_time", "window_start", "window_end", "pair", "rule", "severity");
    private static final List<String> RUN_COLUMNS = List.of("run_time", "looked_from", "looked_to");

    private final Catalog catalog;
    private final String database;
    private OptionalLong seen = OptionalLong.empty();

    /** A look through the data. */
    private record Run(Instant time, Optional<Instant> from, Optional<Instant> to) {
        boolean hasLookedAt(Doubt doubt) {
            return from.map(it -> !it.isAfter(doubt.from())).orElse(true)
                    && to.map(it -> it.isAfter(doubt.to())).orElse(true);
        }
    }

    private WarmDoubts(Catalog catalog, String database) {
        this.catalog = catalog;
        this.database = database;
    }

    /**
     * Opens the tier.
     *
     * @param warehouse folder of the warm tier
     * @param database such as {@code crypto}
     */
    public static WarmDoubts open(Path warehouse, String database) {
        var root = new org.apache.paimon.fs.Path(warehouse.toUri().toString());
        return new WarmDoubts(CatalogFactory.createCatalog(CatalogContext.create(root)), database);
    }

    /** All doubts, if there was a look since this was last asked. */
    public Optional<List<Doubt>> readIfNew() throws WarmTierException {
        try {
            Optional<FileStoreTable> runs = table(RUNS);
            Long latest = runs.isEmpty() ? null : runs.get().snapshotManager().latestSnapshotId();
            if (latest == null || (seen.isPresent() && seen.getAsLong() == latest)) {
                return Optional.empty();
            }
            Optional<FileStoreTable> findings = table(FINDINGS);
            if (findings.isEmpty()) {
                return Optional.empty();
            }
            List<Doubt> doubts = doubts(runs.get(), findings.get());
            seen = OptionalLong.of(latest);
            return Optional.of(doubts);
        } catch (IOException | RuntimeException e) {
            throw new WarmTierException("warm tier: what is in doubt must be readable", e);
        }
    }

    private static List<Doubt> doubts(FileStoreTable runs, FileStoreTable findings)
            throws IOException {
        Map<Instant, Run> looks = new HashMap<>();
        read(
                runs,
                RUN_COLUMNS,
                row -> {
                    var run = new Run(row.time(0).orElseThrow(), row.time(1), row.time(2));
                    looks.put(run.time(), run);
                });
        List<Doubt> doubts = new ArrayList<>();
        read(
                findings,
                FINDING_COLUMNS,
                row -> {
                    Run of = looks.get(row.time(0).orElseThrow());
                    if (of != null && row.text(5).filter(ERROR::equals).isPresent()) {
                        var doubt =
                                new Doubt(
                                        row.text(3).map(Pair::new),
                                        row.time(1).orElseThrow(),
                                        row.time(2).orElseThrow(),
                                        row.text(4).orElseThrow());
                        boolean isSettled =
                                looks.values().stream()
                                        .anyMatch(it ->
                                                it.time().isAfter(of.time())
                                                        && it.hasLookedAt(doubt));
                        if (!isSettled) {
                            doubts.add(doubt);
                        }
                    }
                });
        return List.copyOf(doubts);
    }

    private Optional<FileStoreTable> table(String name) {
        try {
            Table table = catalog.getTable(Identifier.create(database, name));
            return table instanceof FileStoreTable stored ? Optional.of(stored) : Optional.empty();
        } catch (Catalog.TableNotExistException e) {
            return Optional.empty();
        }
    }

    private interface Taker {
        void take(Cells row);
    }

    /** A row of the columns that were asked for. */
    private record Cells(InternalRow row, RowType type) {
        Optional<String> text(int place) {
            return row.isNullAt(place)
                    ? Optional.empty()
                    : Optional.of(row.getString(place).toString());
        }

        Optional<Instant> time(int place) {
            int digits = ((TimestampType) type.getTypeAt(place)).getPrecision();
            return row.isNullAt(place)
                    ? Optional.empty()
                    : Optional.of(
                            row.getTimestamp(place, digits)
                                    .toLocalDateTime()
                                    .toInstant(ZoneOffset.UTC));
        }
    }

    private static void read(FileStoreTable table, List<String> columns, Taker taker)
            throws IOException {
        RowType all = table.rowType();
        RowType type = all.project(columns);
        ReadBuilder builder =
                table.newReadBuilder()
                        .withProjection(columns.stream().mapToInt(all::getFieldIndex).toArray());
        try (RecordReader<InternalRow> reader =
                builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> taker.take(new Cells(row, type)));
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
