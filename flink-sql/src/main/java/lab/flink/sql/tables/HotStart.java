package lab.flink.sql.tables;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import lab.flink.sql.fluss.BusTail;
import lab.flink.sql.fluss.QuoteRepair;
import lab.flink.sql.job.TierSettings;
import lab.topics.Bus;

/** Where the hot job begins to read: right behind what Fluss holds. */
public final class HotStart {
    private HotStart() {}

    /** Makes the tier's tables agree with each other, as the job leaves them at its checkpoints. */
    public static void repair(TierSettings tiers) throws IOException, InterruptedException {
        QuoteRepair.run(tiers.flussServers(), tiers.database(), "ticks", "quotes");
    }

    public static Map<String, String> variables(TierSettings tiers)
            throws IOException, InterruptedException {
        return variables(tiers.flussServers(), tiers.database());
    }

    public static Map<String, String> variables(String servers, String database)
            throws IOException, InterruptedException {
        return Map.of(
                "hot.prices.offsets", offsets(servers, database, "ticks"),
                "hot.trades.offsets", offsets(servers, database, "trades"),
                "hot.executions.offsets", offsets(servers, database, "executions"));
    }

    /**
     * As the source takes them: {@code partition:0,offset:42;…}. A partition of which Fluss holds
     * nothing is left out, and read from the oldest message that the bus has still.
     */
    private static String offsets(String servers, String database, String table)
            throws IOException, InterruptedException {
        Map<Integer, Long> newest = BusTail.newest(servers, database, table, Bus.PARTITIONS);
        return newest.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(held -> "partition:%d,offset:%d".formatted(held.getKey(), held.getValue() + 1))
                .collect(Collectors.joining(";"));
    }
}
