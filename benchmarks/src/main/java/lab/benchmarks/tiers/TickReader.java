package lab.benchmarks.tiers;

import java.io.IOException;
import java.time.Duration;
import lab.benchmarks.measure.Latencies;
import lab.flink.sql.job.TierSettings;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.ConnectionFactory;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.client.table.scanner.ScanRecord;
import org.apache.fluss.client.table.scanner.log.LogScanner;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.metadata.TablePath;

/** Follows the table of ticks in Fluss as a reader does who wants rows soon. */
final class TickReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int MICROS = 6;

    /** The broker holds a fetch back this long, by default half a second. */
    private static final Duration FETCH_WAIT_MAX = Duration.ofMillis(20);

    /** The only column that is read. */
    private static final int EVENT_TIME = 0;

    private final Connection connection;
    private final Table table;
    private final LogScanner scanner;

    private TickReader(Connection connection, Table table) {
        this.connection = connection;
        this.table = table;
        int column = table.getTableInfo().getRowType().getFieldIndex("event_time");
        this.scanner = table.newScan().project(new int[] {column}).createLogScanner();
        for (int bucket = 0; bucket < table.getTableInfo().getNumBuckets(); bucket++) {
            scanner.subscribeFromBeginning(bucket);
        }
    }

    static TickReader open(TierSettings tiers) {
        var configuration = new Configuration();
        configuration.setString(ConfigOptions.BOOTSTRAP_SERVERS.key(), tiers.flussServers());
        configuration.set(ConfigOptions.CLIENT_SCANNER_LOG_FETCH_WAIT_MAX_TIME, FETCH_WAIT_MAX);
        Connection connection = ConnectionFactory.createConnection(configuration);
        return new TickReader(
                connection, connection.getTable(TablePath.of(tiers.database(), "ticks")));
    }

    /** How old rows are when they are seen: of so many, not counting those due before a time. */
    Latencies read(long fromMicros, long count) {
        var latencies = new Latencies((int) count);
        while (latencies.count() < count) {
            for (ScanRecord record : scanner.poll(POLL)) {
                var time = record.getRow().getTimestampNtz(EVENT_TIME, MICROS);
                long due = time.getMillisecond() * 1_000 + time.getNanoOfMillisecond() / 1_000;
                if (due >= fromMicros) {
                    latencies.add((BenchTick.nowMicros() - due) * 1_000);
                }
            }
        }
        return latencies;
    }

    @Override
    public void close() throws IOException {
        try {
            scanner.close();
            table.close();
            connection.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IOException("fluss: a reader must close, " + e.getMessage(), e);
        }
    }
}
