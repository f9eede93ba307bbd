package lab.flink.sql.tables;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Where a job of the cold tier begins to read without a checkpoint: right behind what its tables
 * hold.
 *
 * <p>Each commit of a table holds all messages of a bus partition up to some offset, as rows or as
 * dead letters. So the newest of both is where the table was, and going on from there repeats
 * nothing and leaves nothing out.
 */
public final class ColdStart {
    /** By the name of their table. */
    static final Map<String, String> TOPICS =
            Map.of(
                    "ticks",
                    "prices",
                    "trades",
                    "trades",
                    "orders",
                    "orders",
                    "executions",
                    "executions",
                    "terms",
                    "terms",
                    "heartbeats",
                    "heartbeats",
                    "closings",
                    "closings",
                    "annotations",
                    "annotations",
                    BookLogTable.NAME,
                    "books",
                    "dead_letters",
                    "dlq");

    private static final String LETTERS = "dead_letters";

    /** Their dead letters are the warm job's, and say nothing of how far this one was. */
    private static final Set<String> LETTERS_OF_ANOTHER = Set.of("heartbeats", "annotations");

    /**
     * From the oldest messages of the bus. A job that restores goes by it only for the tables that
     * are younger than its checkpoint.
     */
    public static final Map<String, String> ANEW =
            TOPICS.values().stream()
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    ColdStart::variable, topic -> offsets(Map.of())));

    private ColdStart() {}

    /** Whether a job of the cold tier writes a table. */
    static boolean isOf(LabJob job, Table table) {
        return (job == LabJob.BOOKS) == nameOf(table).equals(BookLogTable.NAME);
    }

    static String nameOf(Table table) {
        return table.name().substring(table.name().lastIndexOf('.') + 1);
    }

    public static boolean hasRows(LabJob job, TierSettings tiers) {
        return IcebergState.tables(tiers).stream()
                .anyMatch(table -> isOf(job, table) && table.currentSnapshot() != null);
    }

    public static Map<String, String> behindTables(LabJob job, TierSettings tiers)
            throws IOException {
        Map<String, Map<Integer, Long>> newest = new HashMap<>();
        for (Table table : IcebergState.tables(tiers)) {
            String name = nameOf(table);
            String topic = TOPICS.get(name);
            if (topic == null || table.currentSnapshot() == null) {
                continue;
            }
            if (isOf(job, table)) {
                Map<Integer, Long> of = newest.computeIfAbsent(topic, none -> new TreeMap<>());
                read(table, new String[] {"bus_partition", "bus_offset"}, row -> note(of, row));
            }
            if (name.equals(LETTERS)) {
                read(
                        table,
                        new String[] {"topic", "partition", "offset"},
                        row -> {
                            if (row.getField("topic") instanceof String from
                                    && !LETTERS_OF_ANOTHER.contains(from)
                                    && row.getField("partition") instanceof Integer partition
                                    && row.getField("offset") instanceof Long offset) {
                                newest.computeIfAbsent(from, none -> new TreeMap<>())
                                        .merge(partition, offset, Math::max);
                            }
                        });
            }
        }
        var variables = new HashMap<>(ANEW);
        newest.forEach((topic, of) -> variables.replace(variable(topic), offsets(of)));
        return variables;
    }

    private static void note(Map<Integer, Long> newest, Record row) {
        newest.merge(
                (Integer) row.getField("bus_partition"),
                (Long) row.getField("bus_offset"),
                Math::max);
    }

    private interface EachRow {
        void take(Record row);
    }

    private static void read(Table table, String[] columns, EachRow each) throws IOException {
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).select(columns).build()) {
            rows.forEach(each::take);
        }
    }

    private static String variable(String topic) {
        return "cold.%s.offsets".formatted(topic);
    }

    /**
     * As the source takes them: {@code partition:0,offset:42;…}. Of a partition that is not named
     * it begins with the oldest message that the bus still has.
     */
    private static String offsets(Map<Integer, Long> newest) {
        return new TreeMap<>(newest)
                .entrySet().stream()
                        .map(of ->
                                "partition:%d,offset:%d".formatted(of.getKey(), of.getValue() + 1))
                        .collect(Collectors.joining(";"));
    }
}
