package lab.consensus.audit.tiers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.ConnectionFactory;
import org.apache.fluss.client.admin.Admin;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.metadata.TablePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The books of the hot tier, by Fluss's client. */
public final class FlussHotBooks implements HotBooks {
    private static final Logger log = LoggerFactory.getLogger(FlussHotBooks.class);

    static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(1);

    private final Connection connection;
    private final String database;

    private FlussHotBooks(Connection connection, String database) {
        this.connection = connection;
        this.database = database;
    }

    /**
     * Opens the hot tier, if it runs.
     *
     * @param server host and port
     */
    public static Optional<HotBooks> openIfRunning(String server, String database) {
        if (!answers(server)) {
            return Optional.empty();
        }
        var configuration = new Configuration();
        configuration.set(ConfigOptions.BOOTSTRAP_SERVERS, List.of(server));
        configuration.set(ConfigOptions.NETTY_CLIENT_NUM_NETWORK_THREADS, 1);
        return Optional.of(
                new FlussHotBooks(ConnectionFactory.createConnection(configuration), database));
    }

    /** The client itself would fill the log with errors if there were no server. */
    private static boolean answers(String server) {
        URI uri = URI.create("fluss://" + server);
        try {
            for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
                if (answers(new InetSocketAddress(address, uri.getPort()))) {
                    return true;
                }
            }
        } catch (UnknownHostException e) {
            return false;
        }
        return false;
    }

    private static boolean answers(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, (int) CONNECTS_WITHIN.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Optional<TierTable> executions() throws IOException {
        TablePath path = TablePath.of(database, "executions");
        return exists(path) ? Optional.of(FlussLog.upToNow(connection, path)) : Optional.empty();
    }

    @Override
    public Optional<TierTable> balances(Collection<BalanceKey> keys) throws IOException {
        TablePath path = TablePath.of(database, "balances");
        return exists(path)
                ? Optional.of(FlussBalances.of(connection, path, keys))
                : Optional.empty();
    }

    private boolean exists(TablePath path) throws IOException {
        Admin admin = connection.getAdmin();
        return answer(admin.databaseExists(path.getDatabaseName()))
                && answer(admin.tableExists(path));
    }

    static <T> T answer(Future<T> asked) throws IOException {
        try {
            return asked.get(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "hot tier: it must answer within %d s, did not"
                            .formatted(ANSWERS_WITHIN.toSeconds()),
                    e);
        } catch (ExecutionException e) {
            throw new IOException("hot tier: it must answer, " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("hot tier: its reader must not be interrupted", e);
        }
    }

    /** Does not wait: its network threads take two seconds to end, and nothing is to be written. */
    @Override
    public void close() {
        Thread.ofVirtual().start(this::closeAndWait);
    }

    private void closeAndWait() {
        try {
            connection.close();
        } catch (Exception e) {
            log.warn("hot tier closed badly", e);
        }
    }
}
