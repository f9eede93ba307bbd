package lab.console.hot;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

/**
 * One log table of the hot tier, read from some moment on, and how far it has been read.
 *
 * <p>How far outlives the connection: {@link #open} goes on where the last one stopped.
 */
final class HotLog {
    static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final TablePath path;
    private final List<String> columns;
    private final Consumer<HotRow> reader;
    private final Consumer<RuntimeException> unreadable;
    private final Map<Integer, Long> next = new HashMap<>();
    private long tableId = Long.MIN_VALUE;

    HotLog(
            TablePath path,
            List<String> columns,
            Consumer<HotRow> reader,
            Consumer<RuntimeException> unreadable) {
        this.path = path;
        this.columns = columns;
        this.reader = reader;
        this.unreadable = unreadable;
    }

    TablePath path() {
        return path;
    }

    boolean exists(Admin admin) throws InterruptedException {
        return answer(admin.tableExists(path));
    }

    /** Goes on where the last reading stopped; the first one begins with what was written then. */
    Reading open(Connection connection, Instant writtenSince) throws InterruptedException {
        Admin admin = connection.getAdmin();
        TableInfo info = answer(admin.getTableInfo(path));
        List<Integer> buckets = IntStream.range(0, info.getNumBuckets()).boxed().toList();
        if (info.getTableId() != tableId) {
            next.clear();
            tableId = info.getTableId();
            long since = writtenSince.toEpochMilli();
            next.putAll(offsets(admin, buckets, new OffsetSpec.TimestampSpec(since)));
        } else {
            // A log that fell back after a crash is read on from its new end
            offsets(admin, buckets, new OffsetSpec.LatestSpec())
                    .forEach((bucket, end) -> next.merge(bucket, end, Math::min));
        }
        Table table = connection.getTable(path);
        RowType type = info.getRowType();
        List<String> present = HotRow.present(type, columns);
        LogScanner scanner = table.newScan().project(present).createLogScanner();
        next.forEach(scanner::subscribe);
        return new Reading(table, scanner, type.project(present));
    }

    /** How many rows lie ahead. Negative if the log ends before what has been read of it. */
    Map<Integer, Long> ahead(Admin admin) throws InterruptedException {
        Map<Integer, Long> ends = offsets(admin, next.keySet(), new OffsetSpec.LatestSpec());
        ends.replaceAll((bucket, end) -> end - next.getOrDefault(bucket, end));
        return ends;
    }

    boolean isSameTable(Admin admin) throws InterruptedException {
        return answer(admin.getTableInfo(path)).getTableId() == tableId;
    }

    private Map<Integer, Long> offsets(Admin admin, Collection<Integer> buckets, OffsetSpec spec)
            throws InterruptedException {
        var asked = admin.listOffsets(path, buckets, spec);
        Map<Integer, Long> offsets = new HashMap<>();
        for (int bucket : buckets) {
            offsets.put(bucket, answer(asked.bucketResult(bucket)));
        }
        return offsets;
    }

    private static <T> T answer(Future<T> asked) throws InterruptedException {
        try {
            return asked.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HotTierException(
                    "must answer within %d s, did not".formatted(ANSWER_MAX.toSeconds()));
        } catch (ExecutionException e) {
            throw new HotTierException(e);
        }
    }

    /** An open scanner of the log. */
    final class Reading implements AutoCloseable {
        private final Table table;
        private final LogScanner scanner;
        private final RowType type;

        private Reading(Table table, LogScanner scanner, RowType type) {
            this.table = table;
            this.scanner = scanner;
            this.type = type;
        }

        HotLog log() {
            return HotLog.this;
        }

        /** Reads what there is, or waits a while for something; says how many rows it read. */
        int poll(Duration patience) {
            ScanRecords records = scanner.poll(patience);
            for (TableBucket bucket : records.buckets()) {
                for (ScanRecord scanned : records.records(bucket)) {
                    read(scanned);
                    next.put(bucket.getBucket(), scanned.logOffset() + 1);
                }
            }
            return records.count();
        }

        private void read(ScanRecord scanned) {
            try {
                reader.accept(new HotRow(type, scanned.getRow()));
            } catch (IllegalArgumentException | ArithmeticException e) {
                unreadable.accept(e);
            }
        }

        @Override
        public void close() {
            try (table) {
                scanner.close();
            } catch (Exception e) {
                throw new HotTierException(e);
            }
        }
    }
}
