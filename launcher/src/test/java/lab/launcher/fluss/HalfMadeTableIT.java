package lab.launcher.fluss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lab.testports.TestPorts;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.ConnectionFactory;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.metadata.DatabaseDescriptor;
import org.apache.fluss.metadata.Schema;
import org.apache.fluss.metadata.TableDescriptor;
import org.apache.fluss.metadata.TablePath;
import org.apache.fluss.row.GenericRow;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.ZKUtil;
import org.apache.fluss.shaded.zookeeper3.org.apache.zookeeper.ZooKeeper;
import org.apache.fluss.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leaves a table as a kill in the middle of its making does, and starts again.
 *
 * <p>The coordinator writes a table's schema first, then where its buckets shall be, then the table
 * itself into the node that the schema's has made; a tablet server makes the buckets after that.
 */
@SuppressWarnings("try") // Fluss declares that its close() may throw anything
class HalfMadeTableIT {
    private static final TablePath WHOLE = TablePath.of("lab", "whole");
    private static final TablePath OF_A_SCHEMA_ALONE = TablePath.of("lab", "half_schema");
    private static final TablePath WITH_PLACES = TablePath.of("lab", "half_placed");
    private static final TablePath WITHOUT_BUCKETS = TablePath.of("lab", "half_unfilled");
    private static final List<TablePath> HALF_MADE =
            List.of(OF_A_SCHEMA_ALONE, WITH_PLACES, WITHOUT_BUCKETS);
    private static final String TABLES = "/fluss/metadata/databases/lab/tables/";
    private static final String PLACES = "/fluss/tabletservers/tables/";
    private static final int BUCKETS = 3;
    private static final int ANY_VERSION = -1;
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir private Path dir;
    private final int coordinatorPort = TestPorts.one();
    private final int zookeeperPort = TestPorts.one();

    @Test
    void tables_in_whose_making_it_was_killed_can_be_made_and_the_others_are_as_they_were()
            throws Exception {
        Map<TablePath, Long> ids = makeTables();
        cutShort(ids);
        try (var server = FlussServer.start(config());
                Connection connection = connect()) {
            for (TablePath path : HALF_MADE) {
                make(connection, path);
            }
            server.tables().awaitAll(SOON);
            write(connection, WHOLE);
            assertThat(rows(server, WHOLE)).isEqualTo(2);
            for (TablePath path : HALF_MADE) {
                write(connection, path);
                assertThat(rows(server, path)).as(path.toString()).isEqualTo(1);
            }
        }
    }

    private FlussConfig config() {
        return FlussServerIT.config(dir, coordinatorPort, zookeeperPort);
    }

    private Connection connect() {
        var conf = new Configuration();
        conf.setString(ConfigOptions.BOOTSTRAP_SERVERS.key(), config().bootstrapServers());
        return ConnectionFactory.createConnection(conf);
    }

    private Map<TablePath, Long> makeTables() throws Exception {
        Map<TablePath, Long> ids = new HashMap<>();
        try (var server = FlussServer.start(config());
                Connection connection = connect()) {
            connection.getAdmin().createDatabase("lab", DatabaseDescriptor.EMPTY, true).get();
            make(connection, WHOLE);
            for (TablePath path : HALF_MADE) {
                make(connection, path);
                ids.put(path, connection.getAdmin().getTableInfo(path).get().getTableId());
            }
            server.tables().awaitAll(SOON);
            write(connection, WHOLE);
        }
        return ids;
    }

    private static void make(Connection connection, TablePath path) throws Exception {
        connection
                .getAdmin()
                .createTable(
                        path,
                        TableDescriptor.builder()
                                .schema(Schema.newBuilder().column("n", DataTypes.BIGINT()).build())
                                .distributedBy(BUCKETS)
                                .build(),
                        true)
                .get();
    }

    private static void write(Connection connection, TablePath path) throws Exception {
        try (Table table = connection.getTable(path)) {
            table.newAppend().createWriter().append(GenericRow.of(1L)).get();
        }
    }

    private void cutShort(Map<TablePath, Long> ids) throws Exception {
        EmbeddedZooKeeper server = EmbeddedZooKeeper.start(dir.resolve("zookeeper"), zookeeperPort);
        try (var zookeeper = new ZooKeeper("localhost:" + zookeeperPort, 10_000, event -> {})) {
            for (TablePath path : List.of(OF_A_SCHEMA_ALONE, WITH_PLACES)) {
                zookeeper.setData(TABLES + path.getTableName(), new byte[0], ANY_VERSION);
            }
            ZKUtil.deleteRecursive(zookeeper, PLACES + ids.get(OF_A_SCHEMA_ALONE));
            ZKUtil.deleteRecursive(zookeeper, PLACES + ids.get(WITHOUT_BUCKETS) + "/buckets");
        } finally {
            server.close();
        }
        deleteBucketsOnDisk();
    }

    private void deleteBucketsOnDisk() throws IOException {
        try (Stream<Path> found = Files.walk(dir.resolve("fluss").resolve("data"))) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                if (path.toString().contains("half_")) {
                    Files.delete(path);
                }
            }
        }
    }

    private static long rows(FlussServer server, TablePath path) throws Exception {
        return server.tables().nextOffsets(path).values().stream().mapToLong(Long::longValue).sum();
    }
}
