package lab.benchmarks.tiers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lab.benchmarks.market.Load;
import lab.flink.sql.job.TierSettings;
import lab.launcher.fluss.FlussTables;
import lab.topics.Topic;
import org.apache.fluss.metadata.TablePath;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.paimon.catalog.CatalogContext;
import org.apache.paimon.catalog.CatalogFactory;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.options.CatalogOptions;
import org.apache.paimon.options.Options;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;

/** Whether a tier has everything, as a reader from outside sees it. */
record Arrived(Load load, TierSettings tiers, FlussTables fluss) {
    private static final List<String> CANDLES = List.of("candles_1m", "candles_5m", "candles_1h");
    private static final String TRADE_COUNT = "trade_count";
    private static final String TICKS = "ticks";

    /** All rows can be read in the logs. */
    boolean inHot() throws IOException, InterruptedException {
        return logged(TICKS) && logged(Topic.TRADES.topicName());
    }

    private boolean logged(String table) throws IOException, InterruptedException {
        var offsets = fluss.nextOffsets(TablePath.of(tiers.database(), table));
        return offsets.values().stream().mapToLong(it -> it).sum() >= load.rowsOfTopic();
    }

    /** Committed candles of every interval count each trade that a candle can have. */
    @SuppressWarnings("try") // a catalog's close() is declared to throw anything
    boolean inWarm() throws Exception {
        var options = new Options();
        options.set(CatalogOptions.WAREHOUSE, tiers.warehouse().resolve("paimon").toString());
        try (var catalog = CatalogFactory.createCatalog(CatalogContext.create(options))) {
            for (String name : CANDLES) {
                Table table = catalog.getTable(Identifier.create(tiers.database(), name));
                if (trades(table) != load.tradesInCandles()) {
                    return false;
                }
            }
            return true;
        }
    }

    private static long trades(Table table) throws IOException {
        int column = table.rowType().getFieldIndex(TRADE_COUNT);
        ReadBuilder builder = table.newReadBuilder().withProjection(new int[] {column});
        long[] trades = {0};
        try (RecordReader<InternalRow> reader =
                builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(row -> trades[0] += row.getLong(0));
        }
        return trades[0];
    }

    /** Committed snapshots have all rows. */
    boolean inCold() {
        return committed(TICKS) && committed(Topic.TRADES.topicName());
    }

    private boolean committed(String table) {
        Path place = tiers.warehouse().resolve("iceberg").resolve(tiers.database()).resolve(table);
        if (!Files.exists(place)) {
            return false;
        }
        Snapshot snapshot =
                new HadoopTables(new Configuration()).load(place.toString()).currentSnapshot();
        return snapshot != null
                && Long.parseLong(snapshot.summary().getOrDefault("total-records", "0"))
                        >= load.rowsOfTopic();
    }
}
