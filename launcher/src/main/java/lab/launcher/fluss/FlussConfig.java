package lab.launcher.fluss;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the embedded Fluss lives. The tablet server takes a free port: clients learn it from the
 * coordinator.
 *
 * @param dataDir logs, tables and remote segments; must stay at this absolute path, snapshots hold
 *     it
 * @param zookeeperDir the cluster's metadata, which belongs to {@code dataDir}
 * @param readyWithin how long the tables of an earlier run may take to be readable again
 */
public record FlussConfig(
        Path dataDir, Path zookeeperDir, int port, int zookeeperPort, Duration readyWithin) {

    public FlussConfig {
        dataDir = dataDir.toAbsolutePath().normalize();
        zookeeperDir = zookeeperDir.toAbsolutePath().normalize();
    }

    public String bootstrapServers() {
        return "localhost:" + port;
    }
}
