package lab.launcher.fluss;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.config.MemorySize;
import org.apache.fluss.server.ServerBase;
import org.apache.fluss.server.coordinator.CoordinatorServer;
import org.apache.fluss.server.tablet.TabletServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Fluss cluster of one, in this JVM, that keeps what it acknowledged when the process is killed.
 *
 * <p>The order is everything (Fluss 0.9.1). A coordinator that starts while its tablet server is
 * away writes "no leader" for every bucket; the tablet server that comes then follows nobody, and
 * cuts its logs back to the high watermark that it last wrote to disk, by default up to 5 s of
 * acknowledged rows ago. So: ZooKeeper first, with the sessions of the dead process closed; then
 * the tablet server; then the coordinator, which finds it alive and elects it; high watermarks to
 * disk every 100 ms; and nobody is let in before every table answers.
 */
public final class FlussServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FlussServer.class);

    private static final int TABLET_SERVER_ID = 0;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(6);

    private final EmbeddedZooKeeper zookeeper;
    private final TabletServer tablet;
    private final CoordinatorServer coordinator;
    private final FlussTables tables;

    private FlussServer(
            EmbeddedZooKeeper zookeeper,
            TabletServer tablet,
            CoordinatorServer coordinator,
            FlussTables tables) {
        this.zookeeper = zookeeper;
        this.tablet = tablet;
        this.coordinator = coordinator;
        this.tables = tables;
    }

    /** Starts all three and returns when every table of an earlier run can be read. */
    public static FlussServer start(FlussConfig config) throws IOException, InterruptedException {
        EmbeddedZooKeeper zookeeper =
                EmbeddedZooKeeper.start(config.zookeeperDir(), config.zookeeperPort());
        Configuration common = common(config);
        var tablet = new TabletServer(tabletConfiguration(config, common));
        var coordinator = new CoordinatorServer(coordinatorConfiguration(config, common));
        try {
            startServer(tablet);
            startServer(coordinator);
            FlussTables tables = FlussTables.connect(config.bootstrapServers());
            tables.awaitAll(config.readyWithin());
            return new FlussServer(zookeeper, tablet, coordinator, tables);
        } catch (IOException | InterruptedException | RuntimeException e) {
            closeServers(tablet, coordinator, zookeeper);
            throw e;
        }
    }

    /** What it holds; open as long as this server is. */
    public FlussTables tables() {
        return tables;
    }

    static void startServer(ServerBase server) throws IOException, InterruptedException {
        try {
            server.start();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("fluss: servers must start, " + rootMessage(e), e);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private static Configuration common(FlussConfig config) throws IOException {
        return common(config.dataDir(), config.zookeeperPort(), Duration.ofMinutes(20));
    }

    /** What both kinds of server have. */
    static Configuration common(Path dataDir, int zookeeperPort, Duration session)
            throws IOException {
        Path remote = Files.createDirectories(dataDir.resolve("remote"));
        var conf = new Configuration();
        conf.setString(ConfigOptions.ZOOKEEPER_ADDRESS, "localhost:" + zookeeperPort);
        conf.set(ConfigOptions.ZOOKEEPER_SESSION_TIMEOUT, session);
        conf.setString(ConfigOptions.REMOTE_DATA_DIR, remote.toUri().toString());
        conf.set(ConfigOptions.NETTY_SERVER_NUM_NETWORK_THREADS, 1);
        conf.set(ConfigOptions.NETTY_SERVER_NUM_WORKER_THREADS, 2);
        conf.set(ConfigOptions.NETTY_CLIENT_NUM_NETWORK_THREADS, 1);
        conf.set(ConfigOptions.SERVER_IO_POOL_SIZE, 2);
        conf.set(ConfigOptions.BACKGROUND_THREADS, 2);
        return conf;
    }

    private static Configuration tabletConfiguration(FlussConfig config, Configuration common)
            throws IOException {
        return tablet(common, TABLET_SERVER_ID, config.dataDir().resolve("data"), 0);
    }

    /** Of a tablet server. */
    static Configuration tablet(Configuration common, int id, Path dir, int port)
            throws IOException {
        Path data = Files.createDirectories(dir);
        var conf = new Configuration(common);
        conf.set(ConfigOptions.TABLET_SERVER_ID, id);
        conf.setString(ConfigOptions.BIND_LISTENERS, "FLUSS://localhost:" + port);
        conf.setString(ConfigOptions.DATA_DIR, data.toString());
        conf.set(
                ConfigOptions.LOG_REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL,
                Duration.ofMillis(100));
        conf.set(ConfigOptions.TABLET_SERVER_CONTROLLED_SHUTDOWN_MAX_RETRIES, 1);
        conf.set(ConfigOptions.SERVER_BUFFER_MEMORY_SIZE, MemorySize.parse("64mb"));
        // A keyed batch of more than 131,072 changes fails for ever with the default page.
        conf.set(ConfigOptions.SERVER_BUFFER_PAGE_SIZE, MemorySize.parse("1mb"));
        conf.set(ConfigOptions.LOG_SEGMENT_FILE_SIZE, MemorySize.parse("128mb"));
        conf.set(ConfigOptions.LOG_INDEX_FILE_SIZE, MemorySize.parse("1mb"));
        conf.set(ConfigOptions.KV_SNAPSHOT_INTERVAL, Duration.ofMinutes(1));
        conf.set(ConfigOptions.KV_WRITE_BUFFER_SIZE, MemorySize.parse("8mb"));
        return conf;
    }

    private static Configuration coordinatorConfiguration(
            FlussConfig config, Configuration common) {
        var conf = new Configuration(common);
        conf.setString(ConfigOptions.BIND_LISTENERS, "FLUSS://localhost:" + config.port());
        return conf;
    }

    /** Own client, tablet server, coordinator, ZooKeeper; other clients are to be closed before. */
    @Override
    public void close() {
        tables.closeSoon();
        closeServers(tablet, coordinator, zookeeper);
    }

    private static void closeServers(
            TabletServer tablet, CoordinatorServer coordinator, EmbeddedZooKeeper zookeeper) {
        closeServer("tablet server", tablet);
        closeServer("coordinator", coordinator);
        zookeeper.close();
    }

    static void closeServer(String name, ServerBase server) {
        try {
            server.closeAsync().get(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            log.warn("fluss part closed badly name={}", name, e);
        }
    }
}
