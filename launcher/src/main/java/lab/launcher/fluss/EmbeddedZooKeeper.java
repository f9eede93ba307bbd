package lab.launcher.fluss;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.server.PurgeTxnLog;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServer;

/**
 * The ZooKeeper that Fluss keeps its metadata in, on loopback.
 *
 * <p>A process that was killed leaves its sessions behind, and with them the ephemeral nodes that
 * say "a tablet server is here". Everything that ever connects lives in this JVM, so whatever
 * session is on disk at start belongs to the dead: it is closed before anybody may connect. So are
 * tables removed that it had half made.
 */
final class EmbeddedZooKeeper implements AutoCloseable {

    private static final int TICK_MILLIS = 2_000;

    /**
     * Long, because nobody can vanish on his own in one JVM, and a session lost in a pause of the
     * machine would make Fluss elect anew.
     */
    private static final int SESSION_MILLIS_MAX = (int) Duration.ofMinutes(30).toMillis();

    private static final int CONNECTIONS_MAX = 60;
    private static final int SNAPSHOTS_KEPT = 3;
    private static final Duration SESSIONS_GONE_WITHIN = Duration.ofSeconds(20);

    private final ZooKeeperServer server;
    private final ServerCnxnFactory connections;

    private EmbeddedZooKeeper(ZooKeeperServer server, ServerCnxnFactory connections) {
        this.server = server;
        this.connections = connections;
    }

    /** Whose sessions there are on disk at a start. */
    enum Sessions {
        /** Of a dead process. */
        OF_THE_DEAD,
        /** Of processes that live and come back to them. */
        OF_OTHERS
    }

    static EmbeddedZooKeeper start(Path dir, int port) throws IOException, InterruptedException {
        return start(dir, port, Sessions.OF_THE_DEAD);
    }

    static EmbeddedZooKeeper start(Path dir, int port, Sessions sessions)
            throws IOException, InterruptedException {
        // Read once, when ZooKeeper's classes load: a megabyte of log at a time instead of 64,
        // and few threads.
        System.setProperty("zookeeper.preAllocSize", "1024");
        System.setProperty("zookeeper.nio.numWorkerThreads", "2");
        System.setProperty("zookeeper.nio.numSelectorThreads", "1");
        File folder = Files.createDirectories(dir).toFile();
        if (Files.exists(dir.resolve("version-2"))) {
            PurgeTxnLog.purge(folder, folder, SNAPSHOTS_KEPT);
        }
        var server = new ZooKeeperServer(folder, folder, TICK_MILLIS);
        server.setMaxSessionTimeout(SESSION_MILLIS_MAX);
        ServerCnxnFactory connections = listen(port);
        var zookeeper = new EmbeddedZooKeeper(server, connections);
        try {
            connections.startup(server);
            if (sessions == Sessions.OF_THE_DEAD) {
                zookeeper.closeSessionsOfTheDead();
                HalfMadeTables.remove("localhost:" + port);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            zookeeper.close();
            throw e;
        }
        return zookeeper;
    }

    private static ServerCnxnFactory listen(int port) throws IOException {
        try {
            return ServerCnxnFactory.createFactory(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECTIONS_MAX);
        } catch (BindException e) {
            throw new IOException(
                    "zookeeper: port %d must be free, %s".formatted(port, e.getMessage()), e);
        }
    }

    private void closeSessionsOfTheDead() throws IOException, InterruptedException {
        List<Long> sessions = new ArrayList<>(server.getZKDatabase().getSessions());
        sessions.forEach(server::closeSession);
        long deadline = System.nanoTime() + SESSIONS_GONE_WITHIN.toNanos();
        while (!server.getZKDatabase().getEphemerals().isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "zookeeper: sessions of an earlier process must end within %s, left %s"
                                .formatted(
                                        SESSIONS_GONE_WITHIN,
                                        server.getZKDatabase().getEphemerals()));
            }
            Thread.sleep(2);
        }
    }

    /** Sessions that are open now: tests leave some behind and see them closed. */
    int ephemeralNodes() {
        return server.getZKDatabase().getEphemerals().size();
    }

    @Override
    public void close() {
        connections.shutdown();
        server.shutdown();
    }
}
