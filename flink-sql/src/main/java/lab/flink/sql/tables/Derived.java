package lab.flink.sql.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import lab.flink.sql.job.TierSettings;
import lab.topics.Topic;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;

/** What is made of the bus, and can be made again of the topics that it was made of. */
public enum Derived {
    /** By the warm job; not those that were imported. */
    CANDLES,
    /** By the clearing job. */
    LEDGER,
    /** By the job of features, of order books. */
    FEATURES;

    private static final List<String> CANDLE_TABLES =
            List.of("candles_1m", "candles_5m", "candles_1h");
    private static final List<String> LEDGER_TABLES =
            List.of("executions", "transfers", "balances");

    /** The first of them is the one that there are no rows without. */
    public List<Topic> topics() {
        return switch (this) {
            case CANDLES ->
                    List.of(Topic.TRADES, Topic.HEARTBEATS, Topic.ANNOTATIONS, Topic.EXECUTIONS);
            case LEDGER ->
                    List.of(
                            Topic.ORDERS,
                            Topic.PRICES,
                            Topic.TERMS,
                            Topic.CLOSINGS,
                            Topic.EXECUTIONS);
            case FEATURES -> List.of(Topic.BOOKS);
        };
    }

    /** All that anything is made of. */
    public static List<Topic> allTopics() {
        return Stream.of(values()).flatMap(each -> each.topics().stream()).distinct().toList();
    }

    /** Whether there is any of it now. */
    public boolean hasRows(TierSettings tiers) throws IOException {
        return switch (this) {
            case CANDLES -> hasCandles(tiers);
            case LEDGER -> hasLedger(tiers);
            case FEATURES -> hasSnapshot(tiers, "book_features");
        };
    }

    private static boolean hasLedger(TierSettings tiers) throws IOException {
        for (String table : LEDGER_TABLES) {
            if (hasSnapshot(tiers, table)) {
                return true;
            }
        }
        return false;
    }

    /** Without imported ones: no job made them. */
    private static boolean hasCandles(TierSettings tiers) throws IOException {
        if (hasSnapshot(tiers, "late_trades")) {
            return true;
        }
        for (String table : CANDLE_TABLES) {
            if (hasSnapshot(tiers, table) && hasLiveRow(tiers, table)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasSnapshot(TierSettings tiers, String table) throws IOException {
        Path snapshots = DerivedTables.folder(tiers, table).resolve("snapshot");
        if (!Files.isDirectory(snapshots)) {
            return false;
        }
        try (Stream<Path> files = Files.list(snapshots)) {
            return files.anyMatch(file -> file.getFileName().toString().matches("snapshot-\\d+"));
        }
    }

    private static boolean hasLiveRow(TierSettings tiers, String name) throws IOException {
        var folder = new org.apache.paimon.fs.Path(DerivedTables.folder(tiers, name).toUri());
        Table table = FileStoreTableFactory.create(LocalFileIO.create(), folder);
        int source = table.rowType().getFieldIndex("source");
        var live = BinaryString.fromString("live");
        ReadBuilder builder =
                table.newReadBuilder()
                        .withFilter(new PredicateBuilder(table.rowType()).equal(source, live))
                        .withProjection(new int[] {source});
        try (RecordReader<InternalRow> reader =
                builder.newRead().createReader(builder.newScan().plan())) {
            var isFound = new AtomicBoolean();
            reader.forEachRemaining(row -> {
                if (row.getString(0).equals(live)) {
                    isFound.set(true);
                }
            });
            return isFound.get();
        }
    }
}
