package lab.flink.sql.query;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lab.cold.CommitLocks;
import lab.flink.sql.job.TierSettings;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.FlinkCatalog;
import org.apache.iceberg.flink.FlinkReadOptions;

/**
 * The cold tier with a branch for trying: a table that has the branch is read and written there,
 * and every other is read as it is. What is written makes the branch first, of the table's newest
 * snapshot, so that nothing of the table itself changes.
 */
final class BranchCatalog extends FlinkCatalog {
    /** A branch goes when nothing was written to it for so long. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final String NAME = "cold";
    private static final String DEFAULT_DATABASE = "default";
    private static final long NO_EXPIRY = -1;
    private static final Pattern BRANCH = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "(?is)\\s*INSERT\\s+(?:INTO|OVERWRITE)\\s+`?cold`?\\.`?(\\w+)`?\\.`?(\\w+)`?.*");

    private final String branch;

    private BranchCatalog(CatalogLoader loader, Map<String, String> properties, String branch) {
        super(NAME, DEFAULT_DATABASE, Namespace.empty(), loader, properties, false, NO_EXPIRY);
        this.branch = branch;
    }

    static BranchCatalog of(TierSettings tiers, String branch) {
        Map<String, String> properties =
                Map.of(
                        CatalogProperties.WAREHOUSE_LOCATION,
                        tiers.icebergWarehouse().toUri().toString(),
                        CatalogProperties.LOCK_IMPL,
                        CommitLocks.class.getName());
        return new BranchCatalog(
                CatalogLoader.hadoop(NAME, new Configuration(), properties), properties, branch);
    }

    /** Refuses what is no name of a branch. */
    static String checked(String branch) {
        if (!BRANCH.matcher(branch).matches() || branch.equals(SnapshotRef.MAIN_BRANCH)) {
            throw new IllegalArgumentException(
                    "branch: must be a letter, then letters, digits, - and _, and not %s, was \"%s\""
                            .formatted(SnapshotRef.MAIN_BRANCH, branch));
        }
        return branch;
    }

    @Override
    public CatalogTable getTable(ObjectPath path) throws TableNotExistException {
        CatalogTable table = super.getTable(path);
        if (path.getObjectName().contains("$") || !hasBranch(load(path))) {
            return table;
        }
        Map<String, String> options = new HashMap<>(table.getOptions());
        options.put(FlinkReadOptions.BRANCH.key(), branch);
        return table.copy(options);
    }

    /** Makes the branch of a table that a statement writes. */
    void prepare(String statement) {
        Matcher written = WRITTEN.matcher(statement);
        if (!written.matches()) {
            return;
        }
        var path = new ObjectPath(written.group(1), written.group(2));
        if (!tableExists(path)) {
            return; // which the statement is going to be told
        }
        Table table = load(path);
        if (!hasBranch(table)) {
            var change = table.manageSnapshots();
            if (table.currentSnapshot() == null) {
                change.createBranch(branch);
            } else {
                change.createBranch(branch, table.currentSnapshot().snapshotId());
            }
            change.setMaxRefAgeMs(branch, KEPT.toMillis()).commit();
        }
    }

    private boolean hasBranch(Table table) {
        SnapshotRef ref = table.refs().get(branch);
        if (ref != null && ref.isTag()) {
            throw new IllegalArgumentException(
                    "branch: must be none of the tags of %s, was \"%s\""
                            .formatted(table.name(), branch));
        }
        return ref != null;
    }

    private Table load(ObjectPath path) {
        return catalog()
                .loadTable(
                        TableIdentifier.of(
                                Namespace.of(path.getDatabaseName()), path.getObjectName()));
    }
}
