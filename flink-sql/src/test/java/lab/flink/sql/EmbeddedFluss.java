package lab.flink.sql;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.fluss.cluster.Endpoint;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.server.coordinator.CoordinatorServer;
import org.apache.fluss.server.tablet.TabletServer;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServer;

/** A Fluss cluster of one for a test; new with every start. */
public final class EmbeddedFluss implements AutoCloseable {
    private final ZooKeeperServer zooKeeper;
    private final ServerCnxnFactory connections;
    private final TabletServer tablet;
    private final CoordinatorServer coordinator;
    private final String servers;

    private EmbeddedFluss(
            ZooKeeperServer zooKeeper,
            ServerCnxnFactory connections,
            TabletServer tablet,
            CoordinatorServer coordinator,
            String servers) {
        this.zooKeeper = zooKeeper;
        this.connections = connections;
        this.tablet = tablet;
        this.coordinator = coordinator;
        this.servers = servers;
    }

    public static EmbeddedFluss start(Path folder) throws Exception {
        return start(folder, Map.of());
    }

    /** Starts it with settings of its tablet server's beside those that every test has. */
    public static EmbeddedFluss start(Path folder, Map<String, String> settings) throws Exception {
        Path zk = Files.createDirectories(folder.resolve("zookeeper"));
        var zooKeeper = new ZooKeeperServer(zk.toFile(), zk.toFile(), 2_000);
        var connections = new NIOServerCnxnFactory();
        connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        connections.startup(zooKeeper);

        var common = new Configuration();
        common.setString(
                ConfigOptions.ZOOKEEPER_ADDRESS, "127.0.0.1:" + connections.getLocalPort());
        Path remote = Files.createDirectories(folder.resolve("remote"));
        common.setString(ConfigOptions.REMOTE_DATA_DIR, remote.toUri().toString());
        common.set(ConfigOptions.SERVER_IO_POOL_SIZE, 2);
        common.set(ConfigOptions.BACKGROUND_THREADS, 2);

        var tabletConfiguration = new Configuration(common);
        tabletConfiguration.set(ConfigOptions.TABLET_SERVER_ID, 0);
        tabletConfiguration.setString(ConfigOptions.BIND_LISTENERS, "FLUSS://localhost:0");
        tabletConfiguration.setString(
                ConfigOptions.DATA_DIR, Files.createDirectories(folder.resolve("data")).toString());
        tabletConfiguration.set(
                ConfigOptions.LOG_REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL,
                Duration.ofMillis(100));
        tabletConfiguration.set(ConfigOptions.TABLET_SERVER_CONTROLLED_SHUTDOWN_MAX_RETRIES, 1);
        settings.forEach(tabletConfiguration::setString);
        var tablet = new TabletServer(tabletConfiguration);
        tablet.start();

        var coordinatorConfiguration = new Configuration(common);
        coordinatorConfiguration.setString(ConfigOptions.BIND_LISTENERS, "FLUSS://localhost:0");
        var coordinator = new CoordinatorServer(coordinatorConfiguration);
        coordinator.start();
        Endpoint bound = coordinator.getRpcServer().getBindEndpoints().getFirst();
        return new EmbeddedFluss(
                zooKeeper,
                connections,
                tablet,
                coordinator,
                "%s:%d".formatted(bound.getHost(), bound.getPort()));
    }

    public String servers() {
        return servers;
    }

    @Override
    public void close() {
        tablet.closeAsync().orTimeout(30, TimeUnit.SECONDS).join();
        coordinator.closeAsync().orTimeout(30, TimeUnit.SECONDS).join();
        connections.shutdown();
        zooKeeper.shutdown();
    }
}
