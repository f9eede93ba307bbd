package lab.flink.connector.iggy.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lab.flink.connector.iggy.client.MessageBatch;
import lab.flink.connector.iggy.testing.StateCollector;
import lab.flink.connector.iggy.testing.TestCluster;
import lab.flink.connector.iggy.testing.TestTables;
import lab.flink.connector.iggy.testing.TestTopic;
import lab.flink.connector.iggy.topic.KeyPartitioner;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;

class IggyTableIT {

    private static final String JSON = "'format' = 'json'";
    private static final String BOUNDED = "'scan.bounded.mode' = 'latest-offset'";
    private static final String TRADE = "pair STRING, price DECIMAL(18, 8)";

    private final TestCluster cluster = TestCluster.shared();

    @Test
    void reads_the_decoded_body_and_everything_else_a_message_has() {
        try (var topic = TestTopic.create(2)) {
            var batch = new MessageBatch();
            var id = new UUID(1, 2);
            byte[] body = bytes("{\"pair\":\"BTC-USD\",\"price\":\"1.50\"}");
            batch.add(body, 1_700_000_000_123_456L, id, Map.of("kind", bytes("test")));
            topic.send(1, batch);
            var tables = tables(1);
            tables.create("trades", TRADE + METADATA, topic, JSON, BOUNDED);
            Instant before = Instant.now().minusSeconds(60);

            List<String> rows =
                    rows(
                            tables,
                            """
                            SELECT pair, price, s, t, p, o, ot, id, CAST(h['kind'] AS STRING),
                                CAST(body AS STRING), ts > TIMESTAMP '%s'
                            FROM trades\
                            """
                                    .formatted(
                                            before.toString().substring(0, 19).replace('T', ' ')),
                            topic);

            assertThat(rows)
                    .containsExactly(
                            "+I[BTC-USD, 1.50000000, %s, messages, 1, 0, 2023-11-14T22:13:20.123456Z, %s, test, %s, true]"
                                    .formatted(
                                            topic.stream(),
                                            id,
                                            new String(body, StandardCharsets.UTF_8)));
        }
    }

    private static final String METADATA =
            """
            , s STRING METADATA FROM 'stream'
            , t STRING METADATA FROM 'topic'
            , p INT METADATA FROM 'partition'
            , o BIGINT METADATA FROM 'offset'
            , ts TIMESTAMP_LTZ(6) METADATA FROM 'timestamp'
            , ot TIMESTAMP_LTZ(6) METADATA FROM 'origin-timestamp'
            , id STRING METADATA FROM 'message-id'
            , h MAP<STRING, BYTES> METADATA FROM 'headers'
            , body BYTES METADATA FROM 'payload'\
            """;

    @Test
    void a_table_of_metadata_alone_needs_no_format() {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, List.of("anything", "at all"));
            var tables = tables(1);
            tables.create(
                    "bodies",
                    "body BYTES METADATA FROM 'payload', o BIGINT METADATA FROM 'offset'",
                    topic,
                    BOUNDED);

            assertThat(rows(tables, "SELECT CAST(body AS STRING), o FROM bodies", topic))
                    .containsExactly("+I[anything, 0]", "+I[at all, 1]");
        }
    }

    @Test
    void writes_rows_by_key_to_the_partition_of_the_servers_own_rule() {
        try (var topic = TestTopic.create(3)) {
            var tables = tables(2);
            tables.create(
                    "trades",
                    TRADE,
                    topic,
                    JSON,
                    "'sink.partitioner' = 'key'",
                    "'sink.partition-key' = 'pair'");
            tables.tables()
                    .executeSql(
                            "CREATE TABLE numbers (n BIGINT) WITH ('connector' = 'datagen',"
                                    + " 'fields.n.kind' = 'sequence', 'fields.n.start' = '0',"
                                    + " 'fields.n.end' = '2999')");

            JobID job =
                    tables.insert(
                            "INSERT INTO trades SELECT 'P' || CAST(n AS STRING), CAST(n AS"
                                    + " DECIMAL(18, 8)) FROM numbers");
            cluster.awaitStatus(job, JobStatus.FINISHED);

            Map<Integer, List<String>> all = topic.readAll();
            assertThat(all.values().stream().mapToInt(List::size).sum()).isEqualTo(3_000);
            all.forEach((partition, texts) ->
                    assertThat(texts)
                            .isNotEmpty()
                            .allMatch(text -> partitionOf(text) == partition));
        }
    }

    private static int partitionOf(String json) {
        String pair = json.replaceFirst(".*\"pair\":\"([^\"]*)\".*", "$1");
        return KeyPartitioner.partition(bytes(pair), 3);
    }

    @Test
    void writes_rows_to_the_partition_that_a_column_names_with_headers_and_id() {
        try (var topic = TestTopic.create(3)) {
            var tables = tables(1);
            tables.create(
                    "orders",
                    "name STRING, slot INT, id STRING METADATA FROM 'message-id', h MAP<STRING,"
                            + " BYTES> METADATA FROM 'headers', ot TIMESTAMP_LTZ(6) METADATA FROM"
                            + " 'origin-timestamp'",
                    topic,
                    JSON,
                    BOUNDED,
                    "'sink.partitioner' = 'column'",
                    "'sink.partition-column' = 'slot'");
            var id = new UUID(7, 9);
            JobID job =
                    tables.insert(
                            "INSERT INTO orders SELECT 'a', 2, '%s', MAP['k', CAST('v' AS BYTES)],"
                                            .formatted(id)
                                    + " TO_TIMESTAMP_LTZ(1700000000123, 3)");
            cluster.awaitStatus(job, JobStatus.FINISHED);

            var reading = tables(1);
            reading.create(
                    "orders",
                    "name STRING, slot INT, p INT METADATA FROM 'partition', id STRING METADATA"
                            + " FROM 'message-id', h MAP<STRING, BYTES> METADATA FROM 'headers', ot"
                            + " TIMESTAMP_LTZ(6) METADATA FROM 'origin-timestamp'",
                    topic,
                    JSON,
                    BOUNDED);
            assertThat(
                            rows(
                                    reading,
                                    "SELECT name, slot, p, id, CAST(h['k'] AS STRING), ot FROM orders",
                                    topic))
                    .containsExactly("+I[a, 2, 2, %s, v, 2023-11-14T22:13:20.123Z]".formatted(id));
        }
    }

    @Test
    void writes_every_row_once_when_a_bounded_statement_ends() {
        try (var topic = TestTopic.create(1);
                var copy = topic.sibling("copy", 3)) {
            topic.send(0, "", 0, 5_000);
            var tables = new TestTables(TestCluster.settings(0), 2);
            tables.create(
                    "n",
                    "n INT",
                    topic,
                    "'format' = 'csv'",
                    "'scan.bounded.mode' = 'latest-offset'");
            tables.create(
                    "o",
                    "n INT",
                    copy,
                    "'format' = 'csv'",
                    "'sink.partitioner' = 'balanced'",
                    "'sink.buffer-flush.max-rows' = '200'",
                    "'sink.delivery-guarantee' = 'exactly-once'");

            JobID job = tables.insert("INSERT INTO o SELECT n FROM n");

            TestCluster.shared().awaitStatus(job, JobStatus.FINISHED);
            assertThat(copy.readAll().values().stream().flatMap(List::stream))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 5_000).mapToObj(Integer::toString).toList());
        }
    }

    @Test
    void starts_and_stops_where_it_is_told() {
        try (var topic = TestTopic.create(2)) {
            topic.send(0, "a", 0, 10);
            topic.send(1, "b", 0, 10);
            topic.storeOffset(0, "me", 6);

            assertThat(read(topic, "'scan.startup.mode' = 'earliest-offset'")).hasSize(20);
            assertThat(read(topic, "'scan.startup.mode' = 'latest-offset'")).isEmpty();
            assertThat(
                            read(
                                    topic,
                                    "'scan.startup.mode' = 'specific-offsets'",
                                    "'scan.startup.specific-offsets' ="
                                            + " 'partition:0,offset:8;partition:1,offset:10'"))
                    .containsExactly("a8", "a9");
            assertThat(
                            read(
                                    topic,
                                    "'scan.startup.mode' = 'committed-offsets'",
                                    "'consumer.name' = 'me'",
                                    "'scan.startup.committed-offsets.fallback' = 'latest-offset'"))
                    .containsExactly("a7", "a8", "a9");
            assertThat(
                            read(
                                    topic,
                                    "'scan.startup.mode' = 'timestamp'",
                                    "'scan.startup.timestamp-millis' = '4000000000000'"))
                    .isEmpty();
        }
    }

    @Test
    void starts_at_the_first_message_of_a_time_and_stops_before_another() throws Exception {
        try (var topic = TestTopic.create(1)) {
            topic.send(0, "early", 0, 3);
            long start = tick();
            topic.send(0, "middle", 0, 3);
            long stop = tick();
            topic.send(0, "late", 0, 3);

            assertThat(
                            stop(
                                    topic,
                                    "'scan.startup.mode' = 'timestamp'",
                                    "'scan.startup.timestamp-millis' = '" + start + "'",
                                    "'scan.bounded.mode' = 'timestamp'",
                                    "'scan.bounded.timestamp-millis' = '" + stop + "'"))
                    .containsExactly("middle0", "middle1", "middle2");
        }
    }

    /** A time in milliseconds that divides what was sent before from what is sent after. */
    private static long tick() {
        long before = System.currentTimeMillis();
        TestCluster.await("next ms", () -> System.currentTimeMillis() > before + 5);
        long tick = System.currentTimeMillis();
        TestCluster.await("next ms", () -> System.currentTimeMillis() > tick + 5);
        return tick;
    }

    @Test
    void stops_at_given_and_at_committed_offsets() {
        try (var topic = TestTopic.create(2)) {
            topic.send(0, "a", 0, 10);
            topic.send(1, "b", 0, 10);
            topic.storeOffset(0, "me", 1);

            assertThat(
                            stop(
                                    topic,
                                    "'scan.bounded.mode' = 'specific-offsets'",
                                    "'scan.bounded.specific-offsets' = 'partition:1,offset:3'"))
                    .containsExactly("b0", "b1", "b2");
            assertThat(
                            stop(
                                    topic,
                                    "'scan.bounded.mode' = 'committed-offsets'",
                                    "'consumer.name' = 'me'"))
                    .containsExactly("a0", "a1");
        }
    }

    @Test
    void parallelism_is_that_of_the_options() {
        try (var topic = TestTopic.create(1)) {
            var tables = tables(1);
            tables.create(
                    "lines", "line STRING", topic, "'format' = 'raw'", "'scan.parallelism' = '2'");
            tables.create(
                    "copies",
                    "line STRING",
                    topic.sibling("copies", 1),
                    "'format' = 'raw'",
                    "'sink.parallelism' = '3'");
            tables.tables()
                    .createStatementSet()
                    .addInsertSql("INSERT INTO copies SELECT line FROM lines")
                    .attachAsDataStream();

            var parallelisms = new ArrayList<Integer>();
            tables.environment()
                    .getStreamGraph()
                    .getJobGraph()
                    .getVertices()
                    .forEach(vertex -> parallelisms.add(vertex.getParallelism()));

            assertThat(parallelisms).contains(2, 3);
        }
    }

    private List<String> read(TestTopic topic, String... options) {
        return stop(
                topic,
                Stream.concat(Stream.of(BOUNDED), Stream.of(options)).toArray(String[]::new));
    }

    private List<String> stop(TestTopic topic, String... options) {
        var tables = tables(1);
        tables.create(
                "lines",
                "line STRING",
                topic,
                Stream.concat(Stream.of("'format' = 'raw'"), Stream.of(options))
                        .toArray(String[]::new));
        return rows(tables, "SELECT line FROM lines", topic).stream()
                .map(row -> row.replaceAll("\\+I\\[(.*)]", "$1"))
                .toList();
    }

    private List<String> rows(TestTables tables, String query, TestTopic topic) {
        StateCollector.forget(topic.stream());
        JobID job = tables.select(query, topic.stream());
        cluster.awaitStatus(job, JobStatus.FINISHED);
        return StateCollector.view(topic.stream()).stream().sorted().toList();
    }

    private static TestTables tables(int parallelism) {
        return new TestTables(TestCluster.settings(0), parallelism);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
