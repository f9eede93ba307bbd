package lab.consensus.audit.tiers;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.admin.Admin;
import org.apache.fluss.client.admin.OffsetSpec;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.client.table.scanner.ScanRecord;
import org.apache.fluss.client.table.scanner.log.LogScanner;
import org.apache.fluss.client.table.scanner.log.ScanRecords;
import org.apache.fluss.metadata.TableBucket;
import org.apache.fluss.metadata.TableInfo;
import org.apache.fluss.metadata.TablePath;
import org.apache.fluss.types.RowType;
import org.jspecify.annotations.Nullable;

/**
 * A log table of the hot tier, from its beginning to the end that it had at one moment.
 *
 * @param ends by bucket, the offset that the next row would have got; empty buckets are left out
 */
// What Fluss closes may throw anything
@SuppressWarnings("try")
record FlussLog(Connection connection, TablePath path, RowType type, Map<Integer, Long> ends)
        implements TierTable {
    private static final Duration POLL = Duration.ofMillis(200);

    /** So many polls in a row without a row, with rows still ahead: the server is gone. */
    private static final int EMPTY_POLLS_MAX = 100;

    static FlussLog upToNow(Connection connection, TablePath path) throws IOException {
        Admin admin = connection.getAdmin();
        TableInfo info = FlussHotBooks.answer(admin.getTableInfo(path));
        List<Integer> buckets = IntStream.range(0, info.getNumBuckets()).boxed().toList();
        Map<Integer, Long> begins = offsets(admin, path, buckets, new OffsetSpec.EarliestSpec());
        Map<Integer, Long> ends = offsets(admin, path, buckets, new OffsetSpec.LatestSpec());
        ends.entrySet().removeIf(end -> end.getValue() <= begins.getOrDefault(end.getKey(), 0L));
        return new FlussLog(connection, path, info.getRowType(), Map.copyOf(ends));
    }

    private static Map<Integer, Long> offsets(
            Admin admin, TablePath path, List<Integer> buckets, OffsetSpec spec)
            throws IOException {
        var asked = admin.listOffsets(path, buckets, spec);
        Map<Integer, Long> offsets = new HashMap<>();
        for (int bucket : buckets) {
            offsets.put(bucket, FlussHotBooks.answer(asked.bucketResult(bucket)));
        }
        return offsets;
    }

    @Override
    public List<String> columns() {
        return type.getFieldNames();
    }

    @Override
    public String snapshot() {
        return "offsets " + new TreeMap<>(ends);
    }

    @Override
    public void read(List<String> columns, Consumer<@Nullable Object[]> row) throws IOException {
        try (Table table = connection.getTable(path);
                LogScanner scanner = table.newScan().project(columns).createLogScanner()) {
            RowType projected = type.project(columns);
            Map<Integer, Long> ahead = new HashMap<>(ends);
            ahead.keySet().forEach(scanner::subscribeFromBeginning);
            int emptyPolls = 0;
            while (!ahead.isEmpty()) {
                ScanRecords records = scanner.poll(POLL);
                emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
                if (emptyPolls > EMPTY_POLLS_MAX) {
                    throw new IOException("hot tier: %s must give its rows".formatted(path));
                }
                for (TableBucket bucket : records.buckets()) {
                    read(records.records(bucket), bucket, ahead, projected, columns, row);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("hot tier: %s must be readable, %s".formatted(path, e), e);
        }
    }

    private static void read(
            List<ScanRecord> records,
            TableBucket bucket,
            Map<Integer, Long> ahead,
            RowType type,
            List<String> columns,
            Consumer<@Nullable Object[]> row) {
        for (ScanRecord record : records) {
            Long end = ahead.get(bucket.getBucket());
            if (end == null) {
                return;
            }
            if (record.logOffset() < end) {
                row.accept(FlussCells.values(record.getRow(), type, columns));
            }
            if (record.logOffset() + 1 >= end) {
                ahead.remove(bucket.getBucket());
            }
        }
    }
}
