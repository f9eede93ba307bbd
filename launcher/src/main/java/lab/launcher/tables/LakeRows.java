package lab.launcher.tables;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import lab.flink.sql.job.TierSettings;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;

/** How many rows the tables of the warm and the cold tier hold, read off their newest snapshots. */
public final class LakeRows {
    private static final String RECORDS = "total-records";

    private final TierSettings tiers;

    public LakeRows(TierSettings tiers) {
        this.tiers = tiers;
    }

    /** By table name; counts rows, as a snapshot of a keyed table does not know how many it has. */
    public Map<String, Long> warm() throws IOException {
        Map<String, Long> rows = new TreeMap<>();
        try (var tables = WarmTables.open(tiers)) {
            for (String name : tables.names()) {
                Optional<Table> table = tables.table(name);
                if (table.isPresent()) {
                    rows.put(name, count(table.get()));
                }
            }
        }
        return rows;
    }

    private static long count(Table table) throws IOException {
        long[] rows = {0};
        read(table, table.rowType().getFieldNames().subList(0, 1), row -> rows[0]++);
        return rows[0];
    }

    /**
     * The trades that the warm tier knows, each once.
     *
     * @param distinct in candles of one minute, or too late for one
     */
    public record Trades(long pairs, long distinct) {}

    public Trades trades() throws IOException {
        Set<String> pairs = new HashSet<>();
        long[] distinct = {0};
        try (var tables = WarmTables.open(tiers)) {
            Optional<Table> candles = tables.table("candles_1m");
            if (candles.isPresent()) {
                read(
                        candles.get(),
                        List.of("pair", "trade_count"),
                        row -> {
                            pairs.add(row.getString(0).toString());
                            // Of an imported candle nobody told the trades
                            distinct[0] += row.isNullAt(1) ? 0 : row.getLong(1);
                        });
            }
            Optional<Table> late = tables.table("late_trades");
            if (late.isPresent()) {
                read(
                        late.get(),
                        List.of("pair", "missed"),
                        row -> {
                            pairs.add(row.getString(0).toString());
                            distinct[0] += row.getString(1).toString().contains("1m") ? 1 : 0;
                        });
            }
        }
        return new Trades(pairs.size(), distinct[0]);
    }

    /** The executions that the warm tier holds, counted by account. */
    public Map<String, ExecutionTotals.OfAccount> executions() throws IOException {
        Map<String, ExecutionTotals.OfAccount> accounts = new TreeMap<>();
        try (var tables = WarmTables.open(tiers)) {
            Optional<Table> executions = tables.table("executions");
            if (executions.isPresent()) {
                read(
                        executions.get(),
                        List.of("account", "number", "status", "reason"),
                        row ->
                                accounts.computeIfAbsent(
                                                row.getString(0).toString(),
                                                _ -> new ExecutionTotals.OfAccount())
                                        .add(
                                                row.getLong(1),
                                                row.getString(2).toString(),
                                                row.isNullAt(3)
                                                        ? "UNKNOWN"
                                                        : row.getString(3).toString()));
            }
        }
        return accounts;
    }

    private static void read(Table table, List<String> columns, Consumer<InternalRow> each)
            throws IOException {
        int[] places = columns.stream().mapToInt(table.rowType()::getFieldIndex).toArray();
        ReadBuilder builder = table.newReadBuilder().withProjection(places);
        try (RecordReader<InternalRow> reader =
                builder.newRead().createReader(builder.newScan().plan())) {
            reader.forEachRemaining(each);
        }
    }

    /** By table name. */
    public Map<String, Long> cold() throws IOException {
        String warehouse = tiers.warehouse().resolve("iceberg").toUri().toString();
        Map<String, Long> rows = new TreeMap<>();
        var namespace = Namespace.of(tiers.database());
        try (var catalog = new HadoopCatalog(new Configuration(), warehouse)) {
            if (!catalog.namespaceExists(namespace)) {
                return rows; // a replay keeps no second copy of what it reads
            }
            for (TableIdentifier table : catalog.listTables(namespace)) {
                Snapshot snapshot = catalog.loadTable(table).currentSnapshot();
                String records =
                        snapshot == null ? "0" : snapshot.summary().getOrDefault(RECORDS, "0");
                rows.put(table.name(), Long.parseLong(records));
            }
        }
        return rows;
    }
}
