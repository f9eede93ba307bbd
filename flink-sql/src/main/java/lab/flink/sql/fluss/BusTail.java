package lab.flink.sql.fluss;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.metadata.TablePath;

/**
 * How far a log table that is filled from the bus has come, read off its own rows.
 *
 * <p>All rows of a bus partition stand in one bucket in the order of the bus, so the last row of a
 * partition is its newest. A bucket's tail is read back in growing steps until every partition that
 * may be in it was met, or its beginning.
 */
public final class BusTail {
    private static final List<String> COLUMNS = List.of("bus_partition", "bus_offset");
    private static final long FIRST_STEP = 1;
    private static final long STEP_GROWTH = 64;

    private BusTail() {}

    /**
     * The newest bus offset of each bus partition.
     *
     * @param partitions how many the topic has
     * @return without those partitions of which the table has no row; empty if there is no table
     */
    public static Map<Integer, Long> newest(
            String servers, String database, String tableName, int partitions)
            throws IOException, InterruptedException {
        var path = TablePath.of(database, tableName);
        try (var client = FlussClient.connect(servers)) {
            if (!client.exists(path)) {
                return Map.of();
            }
            Table table = client.table(path);
            int[] columns =
                    COLUMNS.stream()
                            .mapToInt(name -> table.getTableInfo().getRowType().getFieldIndex(name))
                            .toArray();
            Map<Integer, Long> earliest = client.earliest(table);
            var newest = new HashMap<Integer, Long>();
            for (var bucket : client.latest(table).entrySet()) {
                long from = earliest.getOrDefault(bucket.getKey(), 0L);
                var log = new LogRange(bucket.getKey(), from, bucket.getValue());
                newest.putAll(tail(table, columns, log, partitions));
            }
            return newest;
        }
    }

    private static Map<Integer, Long> tail(Table table, int[] columns, LogRange log, int partitions)
            throws IOException {
        var newest = new HashMap<Integer, Long>();
        int inOneBucket = partitionsOf(table, log.bucket(), partitions);
        long end = log.to();
        for (long step = FIRST_STEP;
                end > log.from() && newest.size() < inOneBucket;
                step *= STEP_GROWTH) {
            long start = Math.max(log.from(), end - step);
            var found = new HashMap<Integer, Long>();
            new LogRange(log.bucket(), start, end)
                    .read(
                            table,
                            columns,
                            row -> {
                                found.put(row.getInt(0), row.getLong(1));
                                return true;
                            });
            found.forEach(newest::putIfAbsent);
            end = start;
        }
        return newest;
    }

    /** How many of the bus's partitions Fluss puts into a bucket. */
    private static int partitionsOf(Table table, int bucket, int partitions) {
        int buckets = table.getTableInfo().getNumBuckets();
        return (int)
                IntStream.range(0, partitions)
                        .filter(partition -> BucketOf.busPartition(partition, buckets) == bucket)
                        .count();
    }
}
