package lab.launcher.fluss;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.ConnectionFactory;
import org.apache.fluss.client.admin.Admin;
import org.apache.fluss.client.admin.OffsetSpec;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.exception.FlussRuntimeException;
import org.apache.fluss.metadata.TablePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a Fluss cluster holds, as its own administration tells it. */
public final class FlussTables implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FlussTables.class);

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private final Connection connection;
    private final Admin admin;

    private FlussTables(Connection connection, Admin admin) {
        this.connection = connection;
        this.admin = admin;
    }

    public static FlussTables connect(String bootstrapServers) {
        var conf = new Configuration();
        conf.setString(ConfigOptions.BOOTSTRAP_SERVERS.key(), bootstrapServers);
        conf.set(ConfigOptions.NETTY_CLIENT_NUM_NETWORK_THREADS, 1);
        Connection connection = ConnectionFactory.createConnection(conf);
        return new FlussTables(connection, connection.getAdmin());
    }

    /** The tables of all databases. */
    public List<TablePath> tables() throws IOException, InterruptedException {
        List<TablePath> found = new ArrayList<>();
        for (String database : answer(admin.listDatabases())) {
            for (String table : answer(admin.listTables(database))) {
                found.add(TablePath.of(database, table));
            }
        }
        return found;
    }

    /** For each bucket of the table the offset that its next record will get. */
    public Map<Integer, Long> nextOffsets(TablePath table)
            throws IOException, InterruptedException {
        int count = answer(admin.getTableInfo(table)).getNumBuckets();
        List<Integer> buckets = IntStream.range(0, count).boxed().toList();
        try {
            return answer(admin.listOffsets(table, buckets, new OffsetSpec.LatestSpec()).all());
        } catch (FlussRuntimeException e) {
            // Thrown at once, not by the future, where a bucket has no leader yet.
            throw new IOException(
                    "fluss: each bucket of %s must have a leader, %s"
                            .formatted(table, e.getMessage()),
                    e);
        }
    }

    /** Rows of a log table; of a keyed one how many keys it has. */
    public long rows(TablePath table) throws IOException, InterruptedException {
        return answer(admin.getTableStats(table)).getRowCount();
    }

    /** The gate after a start: every bucket of every table has a leader that answers. */
    public void awaitAll(Duration within) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        for (TablePath table : retry(deadline, this::tables)) {
            retry(deadline, () -> nextOffsets(table));
        }
    }

    /** Waits until the cluster of another process answers. */
    public void awaitAnswer(Duration within) throws IOException, InterruptedException {
        var _ = retry(System.nanoTime() + within.toNanos(), this::tables);
    }

    /** Takes a database away with all its tables; one that is not there is none to take away. */
    public void drop(String database) throws IOException, InterruptedException {
        if (answer(admin.databaseExists(database))) {
            for (String table : answer(admin.listTables(database))) {
                answer(admin.dropTable(TablePath.of(database, table), true));
            }
            answer(admin.dropDatabase(database, true, true));
        }
    }

    private static <T> T answer(CompletableFuture<T> future)
            throws IOException, InterruptedException {
        try {
            return future.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "fluss: it must answer within %d s, did not"
                            .formatted(ANSWER_WITHIN.toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw new IOException("fluss: it must answer, " + e.getCause(), e);
        }
    }

    private interface Question<T> {
        T ask() throws IOException, InterruptedException;
    }

    private static <T> T retry(long deadline, Question<T> question)
            throws IOException, InterruptedException {
        while (true) {
            try {
                return question.ask();
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }

    /** Closes without waiting for the two seconds that its network threads take to end. */
    public void closeSoon() {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        close();
                    } catch (IOException e) {
                        log.warn("fluss client closed badly", e);
                    }
                });
    }

    @Override
    public void close() throws IOException {
        try {
            admin.close();
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IOException("fluss: a client must close, " + e.getMessage(), e);
        }
    }
}
