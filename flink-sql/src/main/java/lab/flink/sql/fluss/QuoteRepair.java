package lab.flink.sql.fluss;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.client.table.writer.UpsertWriter;
import org.apache.fluss.metadata.TablePath;
import org.apache.fluss.row.GenericRow;
import org.apache.fluss.row.InternalRow;
import org.apache.fluss.row.TimestampNtz;
import org.apache.fluss.types.RowType;

/**
 * Brings the newest tick of each pair from the log into the keyed table.
 *
 * <p>The hot job goes on behind the newest tick of the log. If it died after a tick was in the log
 * and before it was in the keyed table, nothing else would ever bring it there. A tick that is not
 * the newest changes nothing there, so that more than need be may be brought.
 */
public final class QuoteRepair {
    /**
     * How many ticks at the end of each bucket are looked at: more than the job has under way
     * between two of its checkpoints, at each of which both tables hold the same.
     */
    private static final long TAIL_ROWS = 200_000;

    private QuoteRepair() {}

    /** Says how many pairs it brought; none if there are no tables yet. */
    public static int run(String servers, String database, String ticks, String quotes)
            throws IOException, InterruptedException {
        var from = TablePath.of(database, ticks);
        var to = TablePath.of(database, quotes);
        try (var client = FlussClient.connect(servers)) {
            if (!client.exists(from) || !client.exists(to)) {
                return 0;
            }
            Table target = client.table(to);
            Map<String, InternalRow> newest =
                    newest(client, client.table(from), target.getTableInfo().getRowType());
            upsert(target, newest);
            return newest.size();
        }
    }

    private static Map<String, InternalRow> newest(FlussClient client, Table ticks, RowType wanted)
            throws IOException, InterruptedException {
        List<String> names = wanted.getFieldNames();
        RowType all = ticks.getTableInfo().getRowType();
        int[] columns = names.stream().mapToInt(all::getFieldIndex).toArray();
        int pair = names.indexOf("pair");
        int time = names.indexOf("event_time");
        var getters = new ArrayList<InternalRow.FieldGetter>();
        for (int i = 0; i < names.size(); i++) {
            getters.add(InternalRow.createDeepFieldGetter(wanted.getTypeAt(i), i));
        }
        var newest = new HashMap<String, InternalRow>();
        var newestTimes = new HashMap<String, TimestampNtz>();
        Map<Integer, Long> earliest = client.earliest(ticks);
        for (var bucket : client.latest(ticks).entrySet()) {
            long end = bucket.getValue();
            long start = Math.max(earliest.getOrDefault(bucket.getKey(), 0L), end - TAIL_ROWS);
            new LogRange(bucket.getKey(), start, end)
                    .read(
                            ticks,
                            columns,
                            row -> {
                                String name = row.getString(pair).toString();
                                TimestampNtz at = row.getTimestampNtz(time, 6);
                                TimestampNtz before = newestTimes.get(name);
                                if (before == null || at.compareTo(before) >= 0) {
                                    newestTimes.put(name, at);
                                    newest.put(name, copy(row, getters));
                                }
                                return true;
                            });
        }
        return newest;
    }

    private static InternalRow copy(InternalRow row, List<InternalRow.FieldGetter> getters) {
        var copy = new GenericRow(getters.size());
        for (int i = 0; i < getters.size(); i++) {
            copy.setField(i, getters.get(i).getFieldOrNull(row));
        }
        return copy;
    }

    private static void upsert(Table table, Map<String, InternalRow> rows) throws IOException {
        UpsertWriter writer = table.newUpsert().createWriter();
        var acknowledged = new ArrayList<CompletableFuture<?>>();
        for (InternalRow row : rows.values()) {
            acknowledged.add(writer.upsert(row));
        }
        writer.flush();
        try {
            CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw new IOException("fluss: quotes must be writable, " + e.getMessage(), e);
        }
    }
}
