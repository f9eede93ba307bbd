package lab.flink.sql;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lab.flink.sql.fluss.BusTail;
import lab.topics.Bus;

/** Where the hot job begins to read: right behind what Fluss holds. */
final class HotStart {
    private HotStart() {}

    static Map<String, String> variables(TierSettings tiers)
            throws IOException, InterruptedException {
        return Map.of(
                "hot.prices.offsets", offsets(tiers, "ticks"),
                "hot.trades.offsets", offsets(tiers, "trades"));
    }

    /** As the source takes them: {@code partition:0,offset:42;…}. */
    private static String offsets(TierSettings tiers, String table)
            throws IOException, InterruptedException {
        Map<Integer, Long> newest =
                BusTail.newest(tiers.flussServers(), tiers.database(), table, Bus.PARTITIONS);
        return IntStream.range(0, Bus.PARTITIONS)
                .mapToObj(partition ->
                        "partition:%d,offset:%d"
                                .formatted(partition, newest.getOrDefault(partition, -1L) + 1))
                .collect(Collectors.joining(";"));
    }
}
