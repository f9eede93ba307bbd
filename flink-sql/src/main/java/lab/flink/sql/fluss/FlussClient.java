package lab.flink.sql.fluss;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.ConnectionFactory;
import org.apache.fluss.client.admin.Admin;
import org.apache.fluss.client.admin.OffsetSpec;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.exception.FlussRuntimeException;
import org.apache.fluss.metadata.TableDescriptor;
import org.apache.fluss.metadata.TablePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to Fluss whose answers have deadlines. */
public final class FlussClient implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FlussClient.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final Duration FETCH_WAIT_MAX = Duration.ofMillis(20);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final Connection connection;
    private final Admin admin;

    private FlussClient(Connection connection) {
        this.connection = connection;
        this.admin = connection.getAdmin();
    }

    public static FlussClient connect(String servers) {
        var configuration = new Configuration();
        configuration.setString(ConfigOptions.BOOTSTRAP_SERVERS.key(), servers);
        configuration.set(ConfigOptions.NETTY_CLIENT_NUM_NETWORK_THREADS, 1);
        configuration.set(ConfigOptions.CLIENT_SCANNER_LOG_FETCH_WAIT_MAX_TIME, FETCH_WAIT_MAX);
        return new FlussClient(ConnectionFactory.createConnection(configuration));
    }

    boolean exists(TablePath path) throws IOException, InterruptedException {
        return answer(admin.databaseExists(path.getDatabaseName()))
                && answer(admin.tableExists(path));
    }

    /** None where there is no such database. */
    Set<String> tables(String database) throws IOException, InterruptedException {
        return answer(admin.databaseExists(database))
                ? Set.copyOf(answer(admin.listTables(database)))
                : Set.of();
    }

    /** Whether each bucket has a leader that answers, or has one in time. */
    boolean isLed(TablePath path, Duration within) throws IOException, InterruptedException {
        try {
            offsets(path, new OffsetSpec.LatestSpec(), within);
            return true;
        } catch (IOException | FlussRuntimeException e) {
            log.info("table has no leader table={} reason={}", path, e.getMessage());
            return false;
        }
    }

    /** Drops a table, with all that it holds, and makes one like it. */
    void remake(TablePath path) throws IOException, InterruptedException {
        TableDescriptor like = answer(admin.getTableInfo(path)).toTableDescriptor();
        answer(admin.dropTable(path, false));
        answer(admin.createTable(path, like, false));
    }

    Table table(TablePath path) {
        return connection.getTable(path);
    }

    /** For each bucket the offset of its oldest record. */
    Map<Integer, Long> earliest(Table table) throws IOException, InterruptedException {
        return offsets(
                table.getTableInfo().getTablePath(), new OffsetSpec.EarliestSpec(), ANSWER_WITHIN);
    }

    /** For each bucket the offset that its next record will have. */
    Map<Integer, Long> latest(Table table) throws IOException, InterruptedException {
        return offsets(
                table.getTableInfo().getTablePath(), new OffsetSpec.LatestSpec(), ANSWER_WITHIN);
    }

    private Map<Integer, Long> offsets(TablePath path, OffsetSpec which, Duration within)
            throws IOException, InterruptedException {
        int count = answer(admin.getTableInfo(path)).getNumBuckets();
        List<Integer> buckets = IntStream.range(0, count).boxed().toList();
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            try {
                return answer(admin.listOffsets(path, buckets, which).all());
            } catch (IOException | FlussRuntimeException e) {
                // For a moment after a start a bucket's leader is not known to everybody.
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    private static <T> T answer(CompletableFuture<T> future)
            throws IOException, InterruptedException {
        try {
            return future.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "fluss: must answer within %d s, did not".formatted(ANSWER_WITHIN.toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw new IOException("fluss: must answer, " + e.getCause(), e);
        }
    }

    /** Returns without waiting for the two seconds that its network threads take to end. */
    @Override
    public void close() {
        Thread.ofVirtual().start(this::closeAndWait);
    }

    private void closeAndWait() {
        try {
            admin.close();
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("fluss client closed badly", e);
        }
    }
}
