package lab.benchmarks.tiers;

import java.io.IOException;
import java.util.Collection;
import lab.flink.sql.job.TierSettings;
import lab.launcher.fluss.FlussTables;
import lab.topics.BusException;
import lab.topics.BusOffsets;
import lab.topics.Topic;
import org.apache.fluss.metadata.TablePath;
import org.apache.paimon.Snapshot;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.options.CatalogOptions;
import org.apache.paimon.options.Options;
import org.apache.paimon.table.DataTable;

/** Whether all executions are where they belong, as a reader from outside sees it. */
record Settled(TierSettings tiers, BenchBus bus, FlussTables fluss, long executions) {
    private static final String TABLE = "executions";

    boolean onTopic() throws BusException, InterruptedException {
        try (var offsets = new BusOffsets(bus.connection())) {
            return sum(offsets.ends(tiers.stream(), Topic.EXECUTIONS).values()) >= executions;
        }
    }

    boolean inHot() throws IOException, InterruptedException {
        return sum(fluss.nextOffsets(TablePath.of(tiers.database(), TABLE)).values()) >= executions;
    }

    /** A committed snapshot has as many rows; none is written twice but after a crash. */
    @SuppressWarnings("try") // a catalog's close() is declared to throw anything
    boolean inWarm() throws Exception {
        var options = new Options();
        options.set(CatalogOptions.WAREHOUSE, tiers.warehouse().resolve("paimon").toString());
        try (var catalog = CatalogFactory.createCatalog(CatalogContext.create(options))) {
            var table = (DataTable) catalog.getTable(Identifier.create(tiers.database(), TABLE));
            Snapshot snapshot = table.snapshotManager().latestSnapshot();
            Long rows = snapshot == null ? null : snapshot.totalRecordCount();
            return rows != null && rows >= executions;
        }
    }

    private static long sum(Collection<Long> offsets) {
        return offsets.stream().mapToLong(it -> it).sum();
    }
}
