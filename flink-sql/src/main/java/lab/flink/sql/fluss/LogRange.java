package lab.flink.sql.fluss;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.client.table.scanner.Scan;
import org.apache.fluss.client.table.scanner.ScanRecord;
import org.apache.fluss.client.table.scanner.log.LogScanner;
import org.apache.fluss.row.InternalRow;

/**
 * A part of a bucket's log that will not change.
 *
 * @param from the first record's offset
 * @param to the offset after the last record's
 */
record LogRange(int bucket, long from, long to) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

    /**
     * Reads it from its beginning on.
     *
     * @param columns to read
     * @param each told of every row; the row is valid during the call. Says whether to go on
     * @throws IOException if the server gives nothing for half a minute
     */
    @SuppressWarnings("try") // a scanner's close() is declared to throw anything
    void read(Table table, int[] columns, Predicate<InternalRow> each) throws IOException {
        if (from >= to) {
            return;
        }
        Scan scan = table.newScan().project(columns);
        try (LogScanner scanner = scan.createLogScanner()) {
            scanner.subscribe(bucket, from);
            long heardAt = System.nanoTime();
            while (true) {
                for (ScanRecord record : scanner.poll(POLL)) {
                    heardAt = System.nanoTime();
                    if (record.logOffset() >= to || !each.test(record.getRow())) {
                        return;
                    }
                    if (record.logOffset() == to - 1) {
                        return;
                    }
                }
                if (System.nanoTime() - heardAt > SILENCE_MAX.toNanos()) {
                    throw new IOException(
                            "fluss: %s bucket %d must answer within %s, was silent"
                                    .formatted(
                                            table.getTableInfo().getTablePath(),
                                            bucket,
                                            SILENCE_MAX));
                }
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("fluss: interrupted while reading bucket " + bucket, e);
        } catch (Exception e) {
            throw new IOException("fluss: scanner must close, " + e.getMessage(), e);
        }
    }
}
