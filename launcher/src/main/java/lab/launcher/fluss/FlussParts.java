package lab.launcher.fluss;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.server.coordinator.CoordinatorServer;
import org.apache.fluss.server.tablet.TabletServer;

/**
 * Fluss and its ZooKeeper, each server in a process of its own. Every bucket is on both tablet
 * servers, and a row is acknowledged once both have it, as long as both are there; so either may be
 * killed, the other goes on with all of it, and the one that comes back follows that one.
 */
public final class FlussParts {
    /** How many tablet servers there are. */
    public static final int TABLET_SERVERS = 2;

    /** A dead server is noticed so soon; one that comes back waits as long for its place. */
    private static final Duration SESSION = Duration.ofSeconds(8);

    private static final Duration REPLICA_LAGS_MAX = Duration.ofSeconds(5);

    private FlussParts() {}

    /**
     * ZooKeeper.
     *
     * @param isFirst whether nobody lives that could come back to a session
     */
    public static AutoCloseable zookeeper(Path dir, int port, boolean isFirst)
            throws IOException, InterruptedException {
        return EmbeddedZooKeeper.start(
                dir,
                port,
                isFirst
                        ? EmbeddedZooKeeper.Sessions.OF_THE_DEAD
                        : EmbeddedZooKeeper.Sessions.OF_OTHERS);
    }

    /** One of the tablet servers; it is known to ZooKeeper when this returns. */
    public static AutoCloseable tablet(Path dir, int id, int port, int zookeeperPort)
            throws IOException, InterruptedException {
        Configuration conf =
                FlussServer.tablet(
                        FlussServer.common(dir, zookeeperPort, SESSION),
                        id,
                        dir.resolve("tablet-" + id),
                        port);
        conf.set(ConfigOptions.LOG_REPLICA_MAX_LAG_TIME, REPLICA_LAGS_MAX);
        var server = new TabletServer(conf);
        FlussServer.startServer(server);
        return () -> FlussServer.closeServer("tablet server", server);
    }

    /** The coordinator: tables that one before it had half made are removed first. */
    public static AutoCloseable coordinator(Path dir, int port, int zookeeperPort)
            throws IOException, InterruptedException {
        HalfMadeTables.remove("localhost:" + zookeeperPort);
        Configuration conf = FlussServer.common(dir, zookeeperPort, SESSION);
        conf.setString(ConfigOptions.BIND_LISTENERS, "FLUSS://localhost:" + port);
        conf.set(ConfigOptions.DEFAULT_REPLICATION_FACTOR, TABLET_SERVERS);
        var server = new CoordinatorServer(conf);
        FlussServer.startServer(server);
        return () -> FlussServer.closeServer("coordinator", server);
    }
}
