package lab.flink.sql.fluss;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import lab.flink.sql.EmbeddedFluss;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.query.QueryResult;
import lab.flink.sql.query.QuerySession;
import org.apache.flink.types.Row;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.ConnectionFactory;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.client.table.writer.AppendWriter;
import org.apache.fluss.client.table.writer.UpsertWriter;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.metadata.DatabaseDescriptor;
import org.apache.fluss.metadata.Schema;
import org.apache.fluss.metadata.TableDescriptor;
import org.apache.fluss.metadata.TablePath;
import org.apache.fluss.row.BinaryString;
import org.apache.fluss.row.Decimal;
import org.apache.fluss.row.GenericRow;
import org.apache.fluss.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // Fluss declares that its close() may throw anything
class BoundedReadIT {
    private static final TablePath LOG = TablePath.of("crypto", "ticks");
    private static final TablePath KEYED = TablePath.of("crypto", "quotes");
    private static final int ROWS = 5_000;
    private static final int PARTITIONS = 3;

    @TempDir static Path folder;
    private static EmbeddedFluss fluss;
    private static QuerySession session;

    @BeforeAll
    static void fill() throws Exception {
        fluss = EmbeddedFluss.start(folder.resolve("fluss"));
        var configuration = new Configuration();
        configuration.setString(ConfigOptions.BOOTSTRAP_SERVERS.key(), fluss.servers());
        try (Connection connection = ConnectionFactory.createConnection(configuration)) {
            create(connection);
            write(connection);
        }
        var tiers =
                new TierSettings(
                        "crypto",
                        "crypto",
                        new TierSettings.Bus("127.0.0.1", 1, "iggy", folder.resolve("none")),
                        fluss.servers(),
                        folder.resolve("warehouse"));
        session = QuerySession.open(tiers, Optional.empty(), folder.resolve("tmp"));
    }

    private static void create(Connection connection) throws Exception {
        connection.getAdmin().createDatabase("crypto", DatabaseDescriptor.EMPTY, true).get();
        Schema.Builder columns =
                Schema.newBuilder()
                        .column("pair", DataTypes.STRING())
                        .column("bus_partition", DataTypes.INT())
                        .column("bus_offset", DataTypes.BIGINT());
        connection
                .getAdmin()
                .createTable(
                        LOG,
                        TableDescriptor.builder()
                                .schema(columns.build())
                                .distributedBy(8, "bus_partition")
                                .build(),
                        false)
                .get();
        connection
                .getAdmin()
                .createTable(
                        KEYED,
                        TableDescriptor.builder()
                                .schema(
                                        Schema.newBuilder()
                                                .column("pair", DataTypes.STRING())
                                                .column("price", DataTypes.DECIMAL(18, 8))
                                                .primaryKey("pair")
                                                .build())
                                .distributedBy(1)
                                .build(),
                        false)
                .get();
    }

    private static void write(Connection connection) throws Exception {
        var acknowledged = new ArrayList<CompletableFuture<?>>();
        try (Table table = connection.getTable(LOG)) {
            AppendWriter writer = table.newAppend().createWriter();
            for (int i = 0; i < ROWS; i++) {
                // The last partition has but one row, long before the others' newest.
                int partition = i == 0 ? 2 : i % 2;
                acknowledged.add(
                        writer.append(
                                GenericRow.of(
                                        BinaryString.fromString("P-" + i % 7),
                                        partition,
                                        (long) i)));
            }
            writer.flush();
        }
        try (Table table = connection.getTable(KEYED)) {
            UpsertWriter writer = table.newUpsert().createWriter();
            for (int i = 0; i < 100; i++) {
                acknowledged.add(
                        writer.upsert(
                                GenericRow.of(
                                        BinaryString.fromString("P-" + i % 7),
                                        Decimal.fromUnscaledLong(i * 100_000_000L, 18, 8))));
            }
            writer.flush();
        }
        CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new)).get();
    }

    @AfterAll
    static void stop() throws Exception {
        session.close();
        fluss.close();
    }

    private static List<Row> rows(String statement) {
        try (QueryResult result = session.execute(statement, false)) {
            var rows = new ArrayList<Row>();
            result.rows().forEachRemaining(rows::add);
            return rows;
        }
    }

    @Test
    void a_select_on_a_log_ends_with_all_that_it_held() {
        assertThat(rows("SELECT COUNT(*), MAX(bus_offset) FROM hot.crypto.ticks"))
                .containsExactly(Row.of((long) ROWS, ROWS - 1L));
    }

    @Test
    void a_count_needs_no_column() {
        assertThat(rows("SELECT COUNT(*) FROM hot.crypto.ticks;"))
                .containsExactly(Row.of((long) ROWS));
    }

    @Test
    void columns_are_read_by_name_and_order_of_the_question() {
        assertThat(
                        rows(
                                "SELECT bus_offset, pair FROM hot.crypto.ticks"
                                        + " WHERE bus_partition = 2"))
                .containsExactly(Row.of(0L, "P-0"));
    }

    @Test
    void a_limit_ends_a_read_early() {
        assertThat(rows("SELECT pair FROM hot.crypto.ticks LIMIT 3")).hasSize(3);
    }

    @Test
    void a_keyed_table_gives_the_newest_row_of_each_key() {
        assertThat(rows("SELECT pair, price FROM hot.crypto.quotes ORDER BY pair"))
                .hasSize(7)
                .first()
                .isEqualTo(Row.of("P-0", new BigDecimal("98.00000000")));
    }

    @Test
    void tables_join() {
        assertThat(
                        rows(
                                "SELECT COUNT(*) FROM hot.crypto.ticks t"
                                        + " JOIN hot.crypto.quotes q ON t.pair = q.pair"))
                .containsExactly(Row.of((long) ROWS));
    }

    @Test
    void how_far_each_bus_partition_has_come_is_read_off_the_tail() throws Exception {
        assertThat(BusTail.newest(fluss.servers(), "crypto", "ticks", PARTITIONS))
                .isEqualTo(Map.of(0, ROWS - 2L, 1, ROWS - 1L, 2, 0L));
    }

    @Test
    void a_table_that_is_not_there_has_come_nowhere() throws Exception {
        assertThat(BusTail.newest(fluss.servers(), "crypto", "nothing", PARTITIONS)).isEmpty();
        assertThat(BusTail.newest(fluss.servers(), "nowhere", "ticks", PARTITIONS)).isEmpty();
    }
}
