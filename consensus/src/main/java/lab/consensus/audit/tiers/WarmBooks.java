package lab.consensus.audit.tiers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.paimon.CoreOptions;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.fs.Path;
import org.apache.paimon.predicate.Predicate;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.table.FileStoreTable;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.apache.paimon.types.RowType;

/**
 * The books of the warm tier.
 *
 * <p>The clearing job commits its tables one after another, each commit naming its checkpoint. Read
 * in between, or after a stop in between, they would not fit together. So the tables are read at
 * the newest checkpoint that all of them have. A commit that names none is somebody's hand; it is
 * never passed over.
 */
public final class WarmBooks implements AutoCloseable {
    private static final long BY_HAND = BatchWriteBuilder.COMMIT_IDENTIFIER;

    private final Catalog catalog;
    private final String database;

    public WarmBooks(AuditTables tables) {
        this.catalog =
                CatalogFactory.createCatalog(CatalogContext.create(new Path(tables.paimon())));
        this.database = tables.database();
    }

    /** The newest of one table. */
    public Optional<FileStoreTable> table(String name) throws IOException {
        try {
            Table table = catalog.getTable(Identifier.create(database, name));
            return table instanceof FileStoreTable stored ? Optional.of(stored) : Optional.empty();
        } catch (Catalog.TableNotExistException e) {
            return Optional.empty();
        }
    }

    /**
     * The newest rows of a table whose text columns have one of the wanted values, each with what
     * it holds by column; none if there is no such table. Files that cannot hold such a row are not
     * read. All rows, if nothing is wanted of them.
     */
    public List<Map<String, Object>> rows(String name, Map<String, List<String>> wanted)
            throws IOException {
        Optional<FileStoreTable> table = table(name);
        if (table.isEmpty() || table.get().snapshotManager().latestSnapshotId() == null) {
            return List.of();
        }
        RowType type = table.get().rowType();
        var predicates = new PredicateBuilder(type);
        List<Predicate> all = new ArrayList<>();
        wanted.forEach((column, values) -> {
            List<Object> texts = new ArrayList<>();
            values.forEach(value -> texts.add(BinaryString.fromString(value)));
            all.add(predicates.in(type.getFieldIndex(column), texts));
        });
        var rows =
                new PaimonRows(
                        table.get(),
                        "newest",
                        all.isEmpty() ? Optional.empty() : Optional.of(PredicateBuilder.and(all)));
        List<Map<String, Object>> found = new ArrayList<>();
        rows.read(
                rows.columns(),
                values -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    for (int i = 0; i < values.length; i++) {
                        Object value = values[i];
                        if (value != null) {
                            row.put(rows.columns().get(i), value);
                        }
                    }
                    // A filter lets go of files and of what is sorted out cheaply, not of each row
                    if (wanted.entrySet().stream()
                            .allMatch(it -> it.getValue().contains(row.get(it.getKey())))) {
                        found.add(row);
                    }
                });
        return found;
    }

    /** Those of the tables that there are, by name, as they were at one checkpoint. */
    public Map<String, TierTable> together(List<String> names) throws IOException {
        Map<String, FileStoreTable> tables = new HashMap<>();
        for (String name : names) {
            table(name).ifPresent(table -> tables.put(name, table));
        }
        List<Long> checkpoints = new ArrayList<>();
        for (FileStoreTable table : tables.values()) {
            newestCheckpoint(table).ifPresent(checkpoints::add);
        }
        OptionalLong common = checkpoints.stream().mapToLong(Long::longValue).min();
        Map<String, TierTable> together = new HashMap<>();
        tables.forEach((name, table) -> together.put(name, at(table, common)));
        return together;
    }

    private static OptionalLong newestCheckpoint(FileStoreTable table) {
        Long latest = table.snapshotManager().latestSnapshotId();
        Long earliest = table.snapshotManager().earliestSnapshotId();
        if (latest == null || earliest == null) {
            return OptionalLong.empty();
        }
        for (long id = latest; id >= earliest && exists(table, id); id--) {
            long checkpoint = table.snapshotManager().snapshot(id).commitIdentifier();
            if (checkpoint != BY_HAND) {
                return OptionalLong.of(checkpoint);
            }
        }
        return OptionalLong.empty();
    }

    private static TierTable at(FileStoreTable table, OptionalLong checkpoint) {
        Long latest = table.snapshotManager().latestSnapshotId();
        if (latest == null) {
            return new PaimonRows(table, "none yet", Optional.empty());
        }
        long id = checkpoint.isPresent() ? upTo(table, latest, checkpoint.getAsLong()) : latest;
        Table then = table.copy(Map.of(CoreOptions.SCAN_SNAPSHOT_ID.key(), Long.toString(id)));
        return new PaimonRows(then, Long.toString(id), Optional.empty());
    }

    /** The newest snapshot of that checkpoint or before; the latest if that would hide a hand's. */
    private static long upTo(FileStoreTable table, long latest, long checkpoint) {
        for (long id = latest; exists(table, id); id--) {
            Snapshot snapshot = table.snapshotManager().snapshot(id);
            boolean isByHand =
                    snapshot.commitIdentifier() == BY_HAND
                            && snapshot.commitKind() != Snapshot.CommitKind.COMPACT;
            if (isByHand) {
                return latest;
            }
            if (snapshot.commitIdentifier() <= checkpoint) {
                return id;
            }
        }
        return latest;
    }

    private static boolean exists(FileStoreTable table, long id) {
        return table.snapshotManager().snapshotExists(id);
    }

    @Override
    public void close() throws IOException {
        try {
            catalog.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("warm tier: it must close, " + e.getMessage(), e);
        }
    }
}
