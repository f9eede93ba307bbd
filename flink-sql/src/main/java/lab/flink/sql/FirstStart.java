package lab.flink.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import lab.topics.Topic;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.predicate.PredicateBuilder;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;

/**
 * Whether a job that has no checkpoint may begin with the oldest messages of the bus.
 *
 * <p>It may where it never ran, and where the bus still has all: then it makes the same again. Of
 * what retention has left it would make other rows in the place of those that are there: a ledger
 * without its first orders, a candle without its first trades. The cold job goes on behind its
 * tables ({@link ColdStart}), the hot job by its own.
 */
final class FirstStart {
    private static final List<Topic> OF_WARM =
            List.of(Topic.TRADES, Topic.HEARTBEATS, Topic.ANNOTATIONS, Topic.EXECUTIONS);
    private static final List<Topic> OF_CLEARING =
            List.of(Topic.ORDERS, Topic.PRICES, Topic.TERMS, Topic.CLOSINGS, Topic.EXECUTIONS);

    /** All that a reset of what is derived goes by: it refuses where one of them is cut. */
    static final List<Topic> OF_DERIVED =
            Stream.concat(OF_CLEARING.stream(), OF_WARM.stream()).distinct().toList();

    private static final List<String> CANDLES = List.of("candles_1m", "candles_5m", "candles_1h");
    private static final List<String> LEDGER = List.of("executions", "transfers", "balances");

    private FirstStart() {}

    /**
     * Looks whether a job may begin anew that has no checkpoint.
     *
     * @throws JobRefusedException if it would write over what cannot be made again
     */
    static void check(LabJob job, CheckpointStore store, TierSettings tiers, BusReach bus)
            throws IOException {
        switch (job) {
            case HOT, COLD -> {}
            case WARM -> check(job, store, hasCandles(tiers), OF_WARM, bus);
            case CLEARING -> check(job, store, hasLedger(tiers), OF_CLEARING, bus);
        }
    }

    /** The first of the topics is the one that there are no rows without. */
    private static void check(
            LabJob job, CheckpointStore store, boolean hasRows, List<Topic> topics, BusReach bus)
            throws IOException {
        if (!hasRows && !store.isUsed()) {
            return;
        }
        Optional<String> missing = bus.cut(topics);
        if (missing.isEmpty() && hasRows) {
            missing = bus.unused(topics.getFirst());
        }
        if (missing.isPresent()) {
            throw new JobRefusedException(
                    "job %s: it must go on from a checkpoint, as it ran here before; there is none that is whole, and %s; %s"
                            .formatted(job.jobName(), missing.get(), Mend.WITHOUT_THE_BUS));
        }
    }

    private static boolean hasLedger(TierSettings tiers) throws IOException {
        for (String table : LEDGER) {
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
        for (String table : CANDLES) {
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
