package lab.launcher.tables;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lab.flink.sql.job.TierSettings;
import lab.launcher.directory.LabException;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.paimon.Snapshot;
import org.apache.paimon.table.FileStoreTable;

/** The snapshots, tags and branches of a table of the warm or cold tier, as its files say it. */
public final class TableHistory {
    private static final String WARM = "warm";
    private static final String COLD = "cold";
    private static final String TAG = "tag";
    private static final String BRANCH = "branch";

    private final TierSettings tiers;

    public TableHistory(TierSettings tiers) {
        this.tiers = tiers;
    }

    /**
     * A table as it was from a moment on.
     *
     * @param id by which it can be read in SQL
     * @param operation in the word of its format
     * @param rowsAdded what the commit wrote; of a table with keys each change counts, and one that
     *     only takes rows away has fewer than none
     * @param rows that the table's files hold then
     * @param schema by its number in the table
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Version(
            long id,
            Instant time,
            String operation,
            Optional<Long> rowsAdded,
            Optional<Long> rows,
            long schema) {}

    /**
     * A name by which a snapshot can be read.
     *
     * @param kind {@code tag} or {@code branch}
     * @param id of the snapshot; of a branch that of its newest
     * @param time when that was made
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Named(String name, String kind, Optional<Long> id, Optional<Instant> time) {}

    /**
     * What is known of a table, oldest first.
     *
     * @param format {@code iceberg} or {@code paimon}
     * @param named tags and branches, by name
     */
    public record Versions(String table, String format, List<Version> versions, List<Named> named) {
        public Versions {
            versions = List.copyOf(versions);
            named = List.copyOf(named);
        }
    }

    /**
     * Reads them.
     *
     * @param asked with its tier and its database or without, where that is clear
     */
    public Versions of(String asked) throws IOException, LabException {
        String[] parts = asked.split("\\.", -1);
        String name = parts[parts.length - 1];
        try (var warm = WarmTables.open(tiers);
                var cold = new HadoopCatalog(new Configuration(), icebergFolder())) {
            Map<String, List<String>> tables = new TreeMap<>();
            tables.put(WARM, warm.names().stream().sorted().toList());
            tables.put(COLD, coldNames(cold));
            List<String> found =
                    tables.entrySet().stream()
                            .filter(tier -> isMeant(parts, tier.getKey()))
                            .filter(tier -> tier.getValue().contains(name))
                            .map(Map.Entry::getKey)
                            .toList();
            if (found.size() > 1) {
                throw new LabException(
                        "table %s: its tier must be named, there are warm.%s and cold.%s"
                                .formatted(asked, name, name));
            }
            if (found.isEmpty()) {
                throw new LabException(
                        "table %s: it must be one of the warm or the cold tier, is not; there are %s"
                                .formatted(asked, told(tables)));
            }
            String full = "%s.%s.%s".formatted(found.getFirst(), tiers.database(), name);
            if (found.getFirst().equals(COLD)) {
                org.apache.iceberg.Table table = cold.loadTable(id(name));
                return new Versions(full, "iceberg", iceberg(table), namedOf(table));
            }
            return warm.table(name).orElse(null) instanceof FileStoreTable table
                    ? new Versions(full, "paimon", paimon(table), namedOf(table))
                    : new Versions(full, "paimon", List.of(), List.of());
        }
    }

    private boolean isMeant(String[] parts, String tier) {
        return switch (parts.length) {
            case 1 -> true;
            case 2 -> parts[0].equals(tier);
            case 3 -> parts[0].equals(tier) && parts[1].equals(tiers.database());
            default -> false;
        };
    }

    private static String told(Map<String, List<String>> tables) {
        String told =
                tables.entrySet().stream()
                        .flatMap(tier ->
                                tier.getValue().stream().map(name -> tier.getKey() + '.' + name))
                        .collect(Collectors.joining(", "));
        return told.isEmpty() ? "none yet" : told;
    }

    private String icebergFolder() {
        return tiers.warehouse().resolve("iceberg").toUri().toString();
    }

    private TableIdentifier id(String name) {
        return TableIdentifier.of(Namespace.of(tiers.database()), name);
    }

    private List<String> coldNames(HadoopCatalog catalog) {
        var namespace = Namespace.of(tiers.database());
        return catalog.namespaceExists(namespace)
                ? catalog.listTables(namespace).stream()
                        .map(TableIdentifier::name)
                        .sorted()
                        .toList()
                : List.of();
    }

    private static List<Version> iceberg(org.apache.iceberg.Table table) {
        List<Version> versions = new ArrayList<>();
        for (org.apache.iceberg.Snapshot snapshot : table.snapshots()) {
            Map<String, String> summary = snapshot.summary();
            Optional<Long> added = number(summary, "added-records");
            Optional<Long> deleted = number(summary, "deleted-records");
            Integer schema = snapshot.schemaId();
            versions.add(
                    new Version(
                            snapshot.snapshotId(),
                            Instant.ofEpochMilli(snapshot.timestampMillis()),
                            snapshot.operation(),
                            Optional.of(added.orElse(0L) - deleted.orElse(0L)),
                            number(summary, "total-records"),
                            schema == null ? table.schema().schemaId() : schema));
        }
        return versions;
    }

    private static Optional<Long> number(Map<String, String> summary, String name) {
        return Optional.ofNullable(summary.get(name)).map(Long::valueOf);
    }

    private static List<Named> namedOf(org.apache.iceberg.Table table) {
        return table.refs().entrySet().stream()
                .filter(ref -> !ref.getKey().equals(SnapshotRef.MAIN_BRANCH))
                .map(ref -> {
                    Optional<org.apache.iceberg.Snapshot> snapshot =
                            Optional.ofNullable(table.snapshot(ref.getValue().snapshotId()));
                    return new Named(
                            ref.getKey(),
                            ref.getValue().isTag() ? TAG : BRANCH,
                            snapshot.map(org.apache.iceberg.Snapshot::snapshotId),
                            snapshot.map(it -> Instant.ofEpochMilli(it.timestampMillis())));
                })
                .sorted(Comparator.comparing(Named::name))
                .toList();
    }

    private static List<Version> paimon(FileStoreTable table) throws IOException {
        List<Version> versions = new ArrayList<>();
        Iterator<Snapshot> snapshots = table.snapshotManager().snapshots();
        while (snapshots.hasNext()) {
            Snapshot snapshot = snapshots.next();
            versions.add(
                    new Version(
                            snapshot.id(),
                            Instant.ofEpochMilli(snapshot.timeMillis()),
                            snapshot.commitKind().name().toLowerCase(Locale.ROOT),
                            Optional.ofNullable(snapshot.deltaRecordCount()),
                            Optional.ofNullable(snapshot.totalRecordCount()),
                            snapshot.schemaId()));
        }
        return versions;
    }

    private static List<Named> namedOf(FileStoreTable table) {
        Stream<Named> tags =
                table.tagManager().tagObjects().stream()
                        .map(tag -> named(tag.getRight(), TAG, Optional.of(tag.getLeft())));
        Stream<Named> branches =
                table.branchManager().branches().stream()
                        .map(name ->
                                named(
                                        name,
                                        BRANCH,
                                        Optional.ofNullable(
                                                table.switchToBranch(name)
                                                        .snapshotManager()
                                                        .latestSnapshot())));
        return Stream.concat(tags, branches).sorted(Comparator.comparing(Named::name)).toList();
    }

    private static Named named(String name, String kind, Optional<Snapshot> snapshot) {
        return new Named(
                name,
                kind,
                snapshot.map(Snapshot::id),
                snapshot.map(it -> Instant.ofEpochMilli(it.timeMillis())));
    }
}
