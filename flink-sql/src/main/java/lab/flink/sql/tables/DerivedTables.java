package lab.flink.sql.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import lab.flink.sql.job.JobReport;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.query.QueryResult;
import lab.flink.sql.query.QuerySession;

/** The tables that the jobs make of the bus, and can make again. */
public final class DerivedTables {
    private static final List<String> CANDLES = List.of("candles_1m", "candles_5m", "candles_1h");
    private static final List<String> BESIDE_CANDLES =
            List.of("trade_flow_1m", "late_trades", "annotations");
    private static final List<String> LEDGER = List.of("executions", "transfers", "balances");

    private DerivedTables() {}

    /** What the jobs that make them read, and under which names they say how far. */
    public static List<JobReport.Source> sources(String stream) {
        return Stream.of(LabJob.values())
                .filter(job -> !job.isOfColdTier())
                .flatMap(job -> job.sources(stream).stream())
                .toList();
    }

    /**
     * Takes away what the warm job made. Imported candles stay; those that a live one had taken the
     * place of are not there any more, and the live one comes again.
     *
     * @param tmp for a small cluster's spilled data
     */
    public static void clearWarm(TierSettings tiers, Path tmp) throws Exception {
        for (String table : BESIDE_CANDLES) {
            delete(folder(tiers, table));
        }
        List<String> candles =
                CANDLES.stream().filter(table -> Files.exists(folder(tiers, table))).toList();
        if (candles.isEmpty()) {
            return;
        }
        try (var session = QuerySession.openOnFiles(tiers, tmp)) {
            for (String table : candles) {
                String name = "warm.`%s`.%s".formatted(tiers.database(), table);
                if (isEmpty(session, "SELECT pair FROM %s WHERE source <> 'live' LIMIT 1", name)) {
                    delete(folder(tiers, table));
                } else {
                    run(session, "DELETE FROM %s WHERE source = 'live'".formatted(name));
                }
            }
        }
    }

    /** Takes away the features of order books. */
    public static void clearFeatures(TierSettings tiers) throws IOException {
        delete(folder(tiers, "book_features"));
    }

    /** Takes away what the clearing job made in the warm tier. */
    public static void clearLedger(TierSettings tiers) throws IOException {
        for (String table : LEDGER) {
            delete(folder(tiers, table));
        }
    }

    private static boolean isEmpty(QuerySession session, String query, String table) {
        try (QueryResult result = session.execute(query.formatted(table), false)) {
            return !result.rows().hasNext();
        }
    }

    private static void run(QuerySession session, String statement) {
        try (QueryResult result = session.execute(statement, false)) {
            result.rows().forEachRemaining(row -> {});
        }
    }

    public static Path folder(TierSettings tiers, String table) {
        return tiers.paimonWarehouse().resolve(tiers.database() + ".db").resolve(table);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
