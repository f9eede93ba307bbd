package lab.launcher.fluss;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.KeeperException;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.ZKUtil;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.ZooKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables in whose making Fluss was killed.
 *
 * <p>Its coordinator writes a table's schema beneath a node that stays empty until the table itself
 * is written there. Fluss 0.9.1 that is killed between the two never starts again: it wants to read
 * every node as a table. Nor could the table be made, since its schema is there. An empty node was
 * never a table, no bucket and no row can belong to it; without it Fluss starts, and clears away by
 * itself where the buckets should have been.
 */
final class HalfMadeTables {
    private static final Logger log = LoggerFactory.getLogger(HalfMadeTables.class);
    private static final String DATABASES = "/fluss/metadata/databases";
    private static final Duration SESSION = Duration.ofSeconds(10);

    private HalfMadeTables() {}

    /** Removes them; to be called while no server of Fluss runs. */
    @SuppressWarnings("try") // that its close() may be interrupted is passed on
    static void remove(String address) throws IOException, InterruptedException {
        try (var client = new ZooKeeper(address, (int) SESSION.toMillis(), event -> {})) {
            for (String node : find(client)) {
                ZKUtil.deleteRecursive(client, node);
                log.warn("half made table removed node={}", node);
            }
        } catch (KeeperException e) {
            throw new IOException(
                    "zookeeper: half made tables must be removable, " + e.getMessage(), e);
        }
    }

    private static List<String> find(ZooKeeper client)
            throws KeeperException, InterruptedException {
        List<String> found = new ArrayList<>();
        for (String name : children(client, DATABASES)) {
            String tables = DATABASES + "/" + name + "/tables";
            for (String table : children(client, tables)) {
                String node = tables + "/" + table;
                byte[] content = client.getData(node, false, null);
                if (content == null || content.length == 0) {
                    found.add(node);
                }
            }
        }
        return found;
    }

    private static List<String> children(ZooKeeper client, String path)
            throws KeeperException, InterruptedException {
        return client.exists(path, false) == null ? List.of() : client.getChildren(path, false);
    }
}
