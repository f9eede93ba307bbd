package lab.flink.sql.tables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import lab.cold.CommitLocks;
import lab.flink.sql.job.JobRefusedException;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.state.RetainedCheckpoint;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * What the cold tier's tables say about the job that writes them: each commit names the run and the
 * checkpoint that it belongs to.
 */
public final class IcebergState {
    static final String CHECKPOINT_ID = "flink.max-committed-checkpoint-id";

    private static final String JOB_ID = "flink.job-id";

    /** The snapshot behind which a job without a checkpoint went on; its checkpoints count anew. */
    private static final String BEGUN_BEHIND = "tidemark.begun-behind";

    private final List<Table> tables;

    IcebergState(List<Table> tables) {
        this.tables = List.copyOf(tables);
    }

    /** Of the tables that a job of the cold tier writes. */
    public static IcebergState of(LabJob job, TierSettings tiers) {
        return new IcebergState(
                tables(tiers).stream().filter(table -> ColdStart.isOf(job, table)).toList());
    }

    /** The tables there are; none before the first start. */
    public static List<Table> tables(TierSettings tiers) {
        var catalog = new HadoopCatalog();
        catalog.setConf(new Configuration());
        catalog.initialize(
                "cold",
                Map.of(
                        CatalogProperties.WAREHOUSE_LOCATION,
                        tiers.icebergWarehouse().toUri().toString(),
                        CatalogProperties.LOCK_IMPL,
                        CommitLocks.class.getName()));
        var namespace = Namespace.of(tiers.database());
        if (!catalog.namespaceExists(namespace)) {
            return List.of();
        }
        var tables = new ArrayList<Table>();
        for (TableIdentifier name : catalog.listTables(namespace)) {
            // A kill in the making of a table leaves its folder without metadata.
            if (catalog.tableExists(name)) {
                tables.add(catalog.loadTable(name));
            }
        }
        return tables;
    }

    /** Whether a table holds rows: Flink commits now and then to one that gets none, too. */
    static boolean hasRows(Table table) {
        Snapshot current = table.currentSnapshot();
        return current != null
                && !"0".equals(current.summary().get(SnapshotSummary.TOTAL_RECORDS_PROP));
    }

    /**
     * Notes that a job goes on from here without a checkpoint. Commits before this one belong to
     * checkpoints of another count, and no roll back goes past it.
     */
    public void beginBehind() {
        for (Table table : tables) {
            Snapshot current = table.currentSnapshot();
            if (current != null) {
                table.updateProperties()
                        .set(BEGUN_BEHIND, Long.toString(current.snapshotId()))
                        .commit();
            }
        }
    }

    /**
     * Takes back every commit that is newer than a checkpoint, so that a restore from it writes no
     * row twice.
     *
     * @param runs whose commits they are: those that left checkpoints, of whatever use
     * @return the names of tables of which something was taken back
     */
    public List<String> rollBackTo(RetainedCheckpoint checkpoint, Collection<String> runs) {
        return tables.stream()
                .filter(table -> rollBack(table, checkpoint, runs))
                .map(Table::name)
                .toList();
    }

    private static boolean rollBack(
            Table table, RetainedCheckpoint checkpoint, Collection<String> runs) {
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            return false;
        }
        String begunBehind = table.properties().getOrDefault(BEGUN_BEHIND, "");
        Snapshot oldestNewer = null;
        for (Snapshot snapshot : SnapshotUtil.ancestorsOf(current.snapshotId(), table::snapshot)) {
            if (begunBehind.equals(Long.toString(snapshot.snapshotId()))) {
                break;
            }
            if (isNewer(snapshot.summary(), checkpoint, runs)) {
                oldestNewer = snapshot;
            }
        }
        if (oldestNewer == null) {
            return false;
        }
        Long parent = oldestNewer.parentId();
        if (parent == null) {
            // Nothing but what is taken back was ever in it.
            table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
            return true;
        }
        if (table.snapshot(parent) == null) {
            throw JobRefusedException.untilMadeAnew(
                    "cold tier: %s must be taken back to checkpoint %d, but its snapshots of that time have expired"
                            .formatted(table.name(), checkpoint.id()));
        }
        table.manageSnapshots().rollbackTo(parent).commit();
        return true;
    }

    private static boolean isNewer(
            Map<String, String> summary, RetainedCheckpoint checkpoint, Collection<String> runs) {
        String committed = summary.get(CHECKPOINT_ID);
        return committed != null
                && Long.parseLong(committed) > checkpoint.id()
                && runs.contains(summary.getOrDefault(JOB_ID, ""));
    }
}
