package lab.flink.sql.fluss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import lab.files.LiveFolder;
import lab.flink.sql.EmbeddedFluss;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.query.QueryResult;
import lab.flink.sql.query.QuerySession;
import org.apache.flink.types.Row;
import org.apache.fluss.client.Connection;
import org.apache.fluss.client.ConnectionFactory;
import org.apache.fluss.client.table.Table;
import org.apache.fluss.client.table.writer.AppendWriter;
import org.apache.fluss.config.ConfigOptions;
import org.apache.fluss.config.Configuration;
import org.apache.fluss.metadata.DatabaseDescriptor;
import org.apache.fluss.metadata.Schema;
import org.apache.fluss.metadata.TableDescriptor;
import org.apache.fluss.metadata.TableInfo;
import org.apache.fluss.metadata.TablePath;
import org.apache.fluss.row.BinaryString;
import org.apache.fluss.row.GenericRow;
import org.apache.fluss.row.TimestampNtz;
import org.apache.fluss.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start of the hot job reads off the tier's tables, and what it mends there. */
@SuppressWarnings("try") // Fluss declares that its close() may throw anything
class HotTablesIT {
    private static final LocalDateTime NOON = LocalDateTime.parse("2026-03-01T12:00:00");
    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir static Path folder;
    private static EmbeddedFluss fluss;
    private static Connection connection;

    /** Segments of a few rows, and a look at what has expired once a second. */
    @BeforeAll
    static void start() throws Exception {
        fluss =
                EmbeddedFluss.start(
                        folder.resolve("fluss"),
                        Map.of(
                                ConfigOptions.LOG_SEGMENT_FILE_SIZE.key(), "4kb",
                                ConfigOptions.REMOTE_LOG_TASK_INTERVAL_DURATION.key(), "1s"));
        var configuration = new Configuration();
        configuration.setString(ConfigOptions.BOOTSTRAP_SERVERS.key(), fluss.servers());
        connection = ConnectionFactory.createConnection(configuration);
        connection.getAdmin().createDatabase("crypto", DatabaseDescriptor.EMPTY, true).get();
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        fluss.close();
    }

    private static Schema.Builder columns() {
        return Schema.newBuilder()
                .column("pair", DataTypes.STRING())
                .column("event_time", DataTypes.TIMESTAMP(6))
                .column("sequence", DataTypes.BIGINT());
    }

    private static TablePath create(String name, TableDescriptor.Builder table) throws Exception {
        var path = TablePath.of("crypto", name);
        connection.getAdmin().createTable(path, table.build(), false).get();
        return path;
    }

    private static TablePath createTicks(String name) throws Exception {
        return create(
                name,
                TableDescriptor.builder()
                        .schema(columns().column("bus_partition", DataTypes.INT()).build())
                        .distributedBy(8, "bus_partition"));
    }

    private static TablePath createQuotes(String name) throws Exception {
        return create(
                name,
                TableDescriptor.builder()
                        .schema(columns().primaryKey("pair").build())
                        .distributedBy(1)
                        .property("table.merge-engine", "versioned")
                        .property("table.merge-engine.versioned.ver-column", "event_time"));
    }

    private static GenericRow tick(String pair, int second, long sequence, Object... more) {
        var row = new GenericRow(3 + more.length);
        row.setField(0, BinaryString.fromString(pair));
        row.setField(1, TimestampNtz.fromLocalDateTime(NOON.plusSeconds(second)));
        row.setField(2, sequence);
        for (int i = 0; i < more.length; i++) {
            row.setField(3 + i, more[i]);
        }
        return row;
    }

    private static void append(TablePath path, List<GenericRow> rows) throws Exception {
        var acknowledged = new ArrayList<CompletableFuture<?>>();
        try (Table table = connection.getTable(path)) {
            AppendWriter writer = table.newAppend().createWriter();
            rows.forEach(row -> acknowledged.add(writer.append(row)));
            writer.flush();
        }
        CompletableFuture.allOf(acknowledged.toArray(CompletableFuture[]::new)).get();
    }

    private static void upsert(TablePath path, GenericRow row) throws Exception {
        try (Table table = connection.getTable(path)) {
            var writer = table.newUpsert().createWriter();
            var acknowledged = writer.upsert(row);
            writer.flush();
            acknowledged.get();
        }
    }

    private static List<Row> rows(String statement) throws Exception {
        var tiers =
                new TierSettings(
                        "crypto",
                        "crypto",
                        new TierSettings.Bus("127.0.0.1", 1, "iggy", folder.resolve("none")),
                        fluss.servers(),
                        folder.resolve("warehouse"));
        try (var session = QuerySession.open(tiers, Optional.empty(), folder.resolve("tmp"));
                QueryResult result = session.execute(statement, false)) {
            var rows = new ArrayList<Row>();
            result.rows().forEachRemaining(rows::add);
            return rows;
        }
    }

    /** What is done about a table that Fluss has overlooked. */
    @Test
    void a_table_that_is_made_again_is_like_the_one_before() throws Exception {
        TablePath path =
                create(
                        "again",
                        TableDescriptor.builder()
                                .schema(columns().primaryKey("pair").build())
                                .distributedBy(3, "pair")
                                .comment("newest of each")
                                .property(ConfigOptions.TABLE_LOG_TTL.key(), "3 d"));
        TableInfo before = connection.getAdmin().getTableInfo(path).get();
        assertThat(NewTables.list(fluss.servers(), "crypto")).contains("again");
        assertThat(NewTables.list(fluss.servers(), "nowhere")).isEmpty();

        try (var client = FlussClient.connect(fluss.servers())) {
            client.remake(path);
            assertThat(client.isLed(path, SOON)).isTrue();
        }
        TableInfo after = connection.getAdmin().getTableInfo(path).get();
        assertThat(after.getTableId()).isNotEqualTo(before.getTableId());
        assertThat(after.toTableDescriptor()).isEqualTo(before.toTableDescriptor());

        NewTables.awaitLeaders(fluss.servers(), "crypto", Set.of());
        assertThat(connection.getAdmin().getTableInfo(path).get().getTableId())
                .as("one that is led is left alone")
                .isEqualTo(after.getTableId());
    }

    @Test
    void quotes_get_the_ticks_that_only_the_log_has() throws Exception {
        TablePath ticks = createTicks("repaired_ticks");
        TablePath quotes = createQuotes("repaired_quotes");
        append(
                ticks,
                List.of(
                        tick("NEW-USD", 1, 1, 0),
                        tick("NEW-USD", 3, 3, 0),
                        tick("NEW-USD", 2, 2, 0),
                        tick("BEHIND-USD", 5, 5, 1),
                        tick("AHEAD-USD", 5, 5, 1),
                        tick("SAME-TIME-USD", 7, 1, 2),
                        tick("SAME-TIME-USD", 7, 2, 2)));
        upsert(quotes, tick("BEHIND-USD", 4, 4));
        upsert(quotes, tick("AHEAD-USD", 6, 6));
        upsert(quotes, tick("OF-ANOTHER-LOG-USD", 9, 9));
        for (int start = 0; start < 2; start++) {
            assertThat(
                            QuoteRepair.run(
                                    fluss.servers(), "crypto", "repaired_ticks", "repaired_quotes"))
                    .isEqualTo(4);
            assertThat(
                            rows(
                                    "SELECT pair, event_time, sequence"
                                            + " FROM hot.crypto.repaired_quotes"))
                    .containsExactlyInAnyOrder(
                            Row.of("NEW-USD", NOON.plusSeconds(3), 3L),
                            Row.of("BEHIND-USD", NOON.plusSeconds(5), 5L),
                            Row.of("AHEAD-USD", NOON.plusSeconds(6), 6L),
                            Row.of("SAME-TIME-USD", NOON.plusSeconds(7), 2L),
                            Row.of("OF-ANOTHER-LOG-USD", NOON.plusSeconds(9), 9L));
        }
    }

    @Test
    void nothing_is_repaired_before_both_tables_are_there() throws Exception {
        createTicks("lonely_ticks");
        assertThat(QuoteRepair.run(fluss.servers(), "crypto", "lonely_ticks", "no_quotes"))
                .isZero();
        assertThat(QuoteRepair.run(fluss.servers(), "nowhere", "ticks", "quotes")).isZero();
    }

    @Test
    void the_newest_place_on_the_bus_outlives_all_rows_that_expire() throws Exception {
        TablePath path =
                create(
                        "expiring",
                        TableDescriptor.builder()
                                .schema(
                                        Schema.newBuilder()
                                                .column("text", DataTypes.STRING())
                                                .column("bus_partition", DataTypes.INT())
                                                .column("bus_offset", DataTypes.BIGINT())
                                                .build())
                                .distributedBy(1, "bus_partition")
                                .property("table.log.ttl", "1s"));
        // Logs are compressed: what fills a segment must be hard to.
        var random = new Random(7);
        long newest = 0;
        for (int batch = 0; batch < 12; batch++) {
            var rows = new ArrayList<GenericRow>();
            for (int i = 0; i < 20; i++) {
                newest++;
                rows.add(GenericRow.of(BinaryString.fromString(noise(random)), 0, newest));
            }
            append(path, rows);
        }
        awaitExpiry(path);
        assertThat(BusTail.newest(fluss.servers(), "crypto", "expiring", 1))
                .isEqualTo(Map.of(0, newest));
    }

    private static String noise(Random random) {
        var bytes = new byte[300];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Waits until segments were moved to the remote log and, having expired, removed there. */
    private static void awaitExpiry(TablePath path) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        try (var client = FlussClient.connect(fluss.servers())) {
            while (client.earliest(client.table(path)).getOrDefault(0, 0L) == 0
                    || remoteSegments() > 0) {
                assertThat(System.nanoTime()).as("segments expire").isLessThan(deadline);
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
        }
    }

    private static long remoteSegments() throws Exception {
        return LiveFolder.files(folder.resolve("fluss").resolve("remote")).stream()
                .filter(file -> file.toString().endsWith(".log"))
                .count();
    }
}
