package lab.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.client.Credentials;
import lab.flink.connector.iggy.client.IggyClient;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.sql.Upgrade;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.loss.BusReach;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.bus.StoppedBus;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.launcher.reset.Rebuild;
import lab.launcher.reset.RebuildWatch;
import lab.launcher.reset.Reset;
import lab.launcher.tables.Tiers;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.BusReader;
import lab.topics.BusRetention;
import lab.topics.BusTopics;
import lab.topics.Topic;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reset of what is derived, where retention has taken the beginning of the bus. */
class ResetOverCutBusIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String CONSUMER = "tidemark-crypto-warm";

    /** Not UTF-8, so that it can be a dead letter only. */
    private static final byte[] UNREADABLE = {(byte) 0xff, 0, (byte) 0xfe};

    /** More than is read from the cold tier at once. */
    private static final int MANY = 40_000;

    /** More of them than the least size of a topic holds. */
    private static final int LARGE = 900;

    private static final int LARGE_BYTES = 80_000;

    private static final Map<Topic, String> TABLES =
            Map.of(
                    Topic.TRADES, "trades",
                    Topic.PRICES, "ticks",
                    Topic.ORDERS, "orders",
                    Topic.EXECUTIONS, "executions",
                    Topic.HEARTBEATS, "heartbeats",
                    Topic.TERMS, "terms",
                    Topic.CLOSINGS, "closings",
                    Topic.ANNOTATIONS, "annotations");

    private static final Schema ROWS =
            new Schema(
                    Types.NestedField.required(1, "bus_partition", Types.IntegerType.get()),
                    Types.NestedField.required(2, "bus_offset", Types.LongType.get()),
                    Types.NestedField.required(3, "bus_time", Types.TimestampType.withZone()),
                    Types.NestedField.required(4, "payload", Types.StringType.get()));
    private static final Schema LETTERS =
            new Schema(
                    Types.NestedField.optional(1, "topic", Types.StringType.get()),
                    Types.NestedField.optional(2, "partition", Types.IntegerType.get()),
                    Types.NestedField.optional(3, "offset", Types.LongType.get()),
                    Types.NestedField.required(4, "received", Types.TimestampType.withoutZone()),
                    Types.NestedField.required(5, "payload", Types.StringType.get()));

    @TempDir private Path folder;
    private final List<String> said = new ArrayList<>();
    private final List<BusMessage> sent = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-01-05T12:00:00.123457Z");
    private DataDir data = new DataDir(Path.of("unset"));

    @BeforeEach
    void prepare() throws Exception {
        data = new DataDir(folder.toRealPath().resolve("data"));
        data.prepare();
    }

    @Test
    void what_retention_took_is_back_with_its_places_stamps_and_bytes() throws Exception {
        fill(MANY);
        cold(any -> true);
        cut();

        reset().derived();

        try (var bus = bus()) {
            assertThat(all(bus)).isEqualTo(shown(sent));
            assertThat(stored(bus)).as("how far a job was").isEmpty();
        }
        assertThat(said).anyMatch(line -> line.contains("messages that the bus lacks"));
        assertThat(data.resetFile()).doesNotExist();
        assertThat(leftOvers()).isEmpty();
    }

    @Test
    void what_the_limit_of_a_topics_size_took_is_back_too() throws Exception {
        fill(LARGE, LARGE_BYTES);
        cold(any -> true);
        cutBySize();

        reset().derived();

        try (var bus = bus()) {
            assertThat(all(bus)).isEqualTo(shown(sent));
        }
        assertThat(said).anyMatch(line -> line.contains("messages that the bus lacks"));
        assertThat(leftOvers()).isEmpty();
    }

    /** What the page and the status say of it, the job's own refusal, is FirstStartIT's. */
    @Test
    void an_upgrade_says_beforehand_which_job_would_be_refused_and_what_mends_it()
            throws Exception {
        fill(100);
        cold(any -> true);
        cut();
        Path warm = data.checkpoints().resolve("warm");
        Files.createDirectories(warm);
        Files.writeString(warm.resolve("state.json"), "{}");
        List<String> before = files();

        try (var bus = new StoppedBus(data, Optional.empty(), Map.of(), () -> now)) {
            TierSettings tiers = Tiers.of(data, new Ports(0));
            assertThat(
                            Upgrade.jobs(
                                    tiers,
                                    data.checkpoints(),
                                    new BusReach(tiers.stream(), bus::connect)))
                    .filteredOn(job -> job.outcome() == Upgrade.Outcome.REFUSED)
                    .singleElement()
                    .satisfies(job -> {
                        assertThat(job.job()).isEqualTo("warm");
                        assertThat(job.told())
                                .contains("job warm: it must go on from a checkpoint")
                                .contains("begins at offset")
                                .contains("run ./lab reset --only derived");
                    });
        }
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void retention_rests_until_the_jobs_have_read_all_of_it() throws Exception {
        fill(100);
        cold(any -> true);
        cut();
        reset().derived();
        var wanted = new BusRetention(Duration.ofDays(7), BusRetention.BYTES_MIN);
        try (var bus = bus()) {
            BusConnection connection = connection(bus);
            BusTopics.ensure(
                    connection, Bus.LIVE_STREAM, RebuildWatch.retention(data, wanted), SOON);
            awaitRetention();
            assertThat(all(bus)).isEqualTo(shown(sent));

            try (var offsets = new BusOffsets(connection)) {
                assertThat(Rebuild.read(data).left(offsets, Bus.LIVE_STREAM)).isPositive();
            }
        }
    }

    @Test
    void one_that_was_killed_after_it_was_written_down_is_finished_by_the_next_start()
            throws Exception {
        fill(100);
        cold(any -> true);
        cut();
        Files.writeString(data.resetFile(), "{\"format\":2,\"all\":false}");

        assertThat(reset().finishBegun()).contains("a reset that was begun is finished");

        try (var bus = bus()) {
            assertThat(all(bus)).isEqualTo(shown(sent));
        }
        assertThat(reset().finishBegun()).isEmpty();
    }

    @Test
    void where_the_cold_tier_lacks_one_message_nothing_is_changed() throws Exception {
        fill(200);
        cold(message -> message.topic() != Topic.HEARTBEATS || message.offset() != 77);
        cut();
        List<String> before = files();

        assertThatThrownBy(() -> reset().derived())
                .isInstanceOf(LabException.class)
                .hasMessageMatching(
                        "reset: nothing is changed; topic heartbeats begins at offset 200 of"
                                + " partition \\d, what was before it is not on the bus any more,"
                                + " and the cold tier has no message of offset 77; put a backup .*"
                                + " or run ./lab reset, which begins anew");

        assertThat(files()).isEqualTo(before);
    }

    @Test
    void a_new_empty_broker_beside_full_tables_is_another_bus() throws Exception {
        fill(10);
        cold(any -> true);
        DataDir.deleteTree(data.iggy());
        try (var bus = bus()) {
            BusTopics.ensure(connection(bus), Bus.LIVE_STREAM, SOON);
        }

        assertThatThrownBy(() -> reset().derived())
                .hasMessageContaining(
                        "reset: nothing is changed; bus: it must be the one that the tables were"
                                + " made of, is another, as topic trades of this bus is empty");
    }

    @Test
    void a_bus_with_other_messages_at_the_same_places_is_another_bus() throws Exception {
        fill(10);
        cold(any -> true);
        DataDir.deleteTree(data.iggy());
        sent.clear();
        now = now.plusSeconds(100);
        fill(10);

        assertThatThrownBy(() -> reset().derived())
                .hasMessageContaining("nothing is changed; bus: it must be the one")
                .hasMessageContaining("offset 0 of partition")
                .hasMessageMatching(".* is of 2026-01-05T12:01:40\\.\\d+Z, in the cold tier of .*");
    }

    @Test
    void a_broker_of_the_users_own_cannot_be_filled_and_says_so() throws Exception {
        fill(10);
        cold(any -> true);
        cut();
        try (var bus = bus()) {
            var reset =
                    new Reset(
                            data,
                            Optional.of(new BrokerAddress("127.0.0.1", bus.port())),
                            Map.of(
                                    "IGGY_USERNAME",
                                    bus.root().username(),
                                    "IGGY_PASSWORD",
                                    bus.root().password()),
                            () -> now,
                            said::add);

            assertThatThrownBy(reset::derived)
                    .hasMessageContaining("reset: nothing is changed; topic ")
                    .hasMessageContaining("on a broker of your own it cannot be put back");
        }
    }

    @Test
    void a_whole_bus_needs_no_cold_tier() throws Exception {
        fill(10);

        reset().derived();

        try (var bus = bus()) {
            assertThat(all(bus)).isEqualTo(shown(sent));
        }
        assertThat(Rebuild.isUnderWay(data)).isTrue();
    }

    private Reset reset() {
        return new Reset(data, Optional.empty(), Map.of(), () -> now, said::add);
    }

    private EmbeddedBroker bus() throws IOException {
        var bus =
                new EmbeddedBroker(
                        BrokerConfig.in(data.iggy())
                                .withPort(0)
                                .withRootSecretFile(data.iggyRoot())
                                .withSegmentBytes(1 << 16)
                                .withRetentionEvery(Duration.ofMillis(20)),
                        () -> now);
        bus.start();
        return bus;
    }

    private static BusConnection connection(EmbeddedBroker bus) {
        return new BusConnection(
                "127.0.0.1", bus.port(), bus.root().username(), bus.root().password());
    }

    /** So many trades, and some of all else; one of each topic cannot be read. */
    private void fill(int trades) throws Exception {
        fill(trades, 0);
    }

    /** The same with trades that are longer by so much. */
    private void fill(int trades, int padding) throws Exception {
        try (var bus = bus()) {
            BusConnection connection = connection(bus);
            BusTopics.ensure(connection, Bus.LIVE_STREAM, SOON);
            try (var producer =
                    new BusProducer(connection, Bus.LIVE_STREAM, ProducerConfig.DEFAULT)) {
                for (Topic topic : TABLES.keySet()) {
                    int count = topic == Topic.TRADES ? trades : Math.min(trades, 200);
                    for (int i = 0; i < count; i++) {
                        byte[] payload =
                                i == 3
                                        ? UNREADABLE
                                        : "%s %d é%s"
                                                .formatted(
                                                        topic,
                                                        i,
                                                        topic == Topic.TRADES
                                                                ? "x".repeat(padding)
                                                                : "")
                                                .getBytes(StandardCharsets.UTF_8);
                        producer.send(topic, "BTC-USD", payload);
                        if (i % 37 == 0) {
                            now = now.plusNanos(1_000);
                        }
                    }
                }
                assertThat(producer.flush(SOON)).isTrue();
            }
            sent.addAll(messages(bus));
            wasRead(
                    bus,
                    new TopicPartition(Bus.LIVE_STREAM, "trades", partitionOfTrades()),
                    trades - 1);
            assertThat(stored(bus)).isNotEmpty();
        }
    }

    private int partitionOfTrades() {
        return sent.stream()
                .filter(message -> message.topic() == Topic.TRADES)
                .findFirst()
                .orElseThrow()
                .partition();
    }

    /** As a job says it. */
    private static void wasRead(EmbeddedBroker bus, TopicPartition partition, long last)
            throws Exception {
        var login = new Credentials.Password(bus.root().username(), bus.root().password());
        IggyClient client =
                IggyClient.connect(ConnectionConfig.of("127.0.0.1", bus.port(), login), 1)
                        .get(SOON.toSeconds(), TimeUnit.SECONDS);
        client.storeOffset(partition, CONSUMER, last).get(SOON.toSeconds(), TimeUnit.SECONDS);
        client.close();
    }

    private static List<BusMessage> messages(EmbeddedBroker bus) throws Exception {
        List<BusMessage> messages = new ArrayList<>();
        try (var reader = new BusReader(connection(bus), Bus.LIVE_STREAM)) {
            for (Topic topic : TABLES.keySet().stream().sorted().toList()) {
                for (Map.Entry<Integer, Long> end : reader.ends(topic).entrySet()) {
                    long offset = 0;
                    while (offset < end.getValue()) {
                        List<BusMessage> read = reader.read(topic, end.getKey(), offset);
                        if (read.isEmpty()) {
                            break;
                        }
                        messages.addAll(read);
                        offset = read.getLast().offset() + 1;
                    }
                }
            }
        }
        return messages;
    }

    private static List<String> all(EmbeddedBroker bus) throws Exception {
        return shown(messages(bus));
    }

    private static List<String> shown(List<BusMessage> messages) {
        return messages.stream()
                .map(it ->
                        "%s/%d@%d %s %s"
                                .formatted(
                                        it.topic(),
                                        it.partition(),
                                        it.offset(),
                                        it.time(),
                                        Base64.getEncoder().encodeToString(it.payload())))
                .toList();
    }

    private static Map<Integer, Long> stored(EmbeddedBroker bus) throws Exception {
        try (var offsets = new BusOffsets(connection(bus))) {
            return offsets.stored(Bus.LIVE_STREAM, Topic.TRADES, CONSUMER);
        }
    }

    /** All of it is older than it is kept; but `terms` is kept for ever. */
    private void cut() throws Exception {
        now = now.plus(Duration.ofDays(30));
        try (var bus = bus();
                var offsets = new BusOffsets(connection(bus))) {
            Map<Integer, Long> ends = offsets.ends(Bus.LIVE_STREAM, Topic.TRADES);
            long begin = System.nanoTime();
            while (!offsets.begins(Bus.LIVE_STREAM, Topic.TRADES).equals(ends)
                    || messages(bus).stream().anyMatch(it -> it.topic() != Topic.TERMS)) {
                assertThat(System.nanoTime() - begin).isLessThan(SOON.toNanos());
                Thread.onSpinWait();
            }
        }
    }

    /** None of it is too old, but the trades are too many. */
    private void cutBySize() throws Exception {
        try (var bus = bus();
                var offsets = new BusOffsets(connection(bus))) {
            BusTopics.ensure(
                    connection(bus),
                    Bus.LIVE_STREAM,
                    new BusRetention(Duration.ofDays(7), BusRetention.BYTES_MIN),
                    SOON);
            long begin = System.nanoTime();
            while (offsets.begins(Bus.LIVE_STREAM, Topic.TRADES).values().stream()
                    .allMatch(first -> first == 0)) {
                assertThat(System.nanoTime() - begin).isLessThan(SOON.toNanos());
                Thread.onSpinWait();
            }
            assertThat(messages(bus)).isNotEmpty().hasSizeLessThan(sent.size());
        }
    }

    /** Until a message that nobody has to read has gone. */
    private void awaitRetention() throws Exception {
        now = now.plus(Duration.ofDays(30));
        Files.createDirectories(folder.resolve("other"));
        try (var other =
                new EmbeddedBroker(
                        BrokerConfig.in(folder.resolve("other"))
                                .withPort(0)
                                .withRetentionEvery(Duration.ofMillis(20)),
                        () -> now)) {
            other.start();
            BusTopics.ensure(connection(other), Bus.LIVE_STREAM, SOON);
            try (var producer =
                    new BusProducer(connection(other), Bus.LIVE_STREAM, ProducerConfig.DEFAULT)) {
                producer.send(Topic.TRADES, "BTC-USD", UNREADABLE);
                producer.send(Topic.TRADES, "BTC-USD", UNREADABLE);
                assertThat(producer.flush(SOON)).isTrue();
            }
            now = now.plus(Duration.ofDays(30));
            long begin = System.nanoTime();
            while (!messages(other).isEmpty()) {
                assertThat(System.nanoTime() - begin).isLessThan(SOON.toNanos());
                Thread.onSpinWait();
            }
        }
    }

    /**
     * As the cold job would: rows of all partitions in a file, in no order, a few files a table.
     */
    private void cold(Predicate<BusMessage> isKept) throws Exception {
        var catalog = new HadoopCatalog();
        catalog.setConf(new Configuration());
        catalog.initialize(
                "cold",
                Map.of(
                        CatalogProperties.WAREHOUSE_LOCATION,
                        data.warehouse().resolve("iceberg").toUri().toString()));
        List<GenericRecord> letters = new ArrayList<>();
        for (Map.Entry<Topic, String> topic : TABLES.entrySet()) {
            List<GenericRecord> rows = new ArrayList<>();
            for (BusMessage message : sent.reversed()) {
                if (message.topic() != topic.getKey() || !isKept.test(message)) {
                    continue;
                }
                if (message.payload().length == UNREADABLE.length) {
                    letters.add(letter(message));
                } else {
                    rows.add(row(message));
                }
            }
            write(catalog, topic.getValue(), ROWS, rows);
        }
        write(catalog, "dead_letters", LETTERS, letters);
        catalog.close();
    }

    private static GenericRecord row(BusMessage message) {
        GenericRecord row = GenericRecord.create(ROWS);
        row.setField("bus_partition", message.partition());
        row.setField("bus_offset", message.offset());
        row.setField("bus_time", message.time().atOffset(ZoneOffset.UTC));
        row.setField("payload", new String(message.payload(), StandardCharsets.UTF_8));
        return row;
    }

    private static GenericRecord letter(BusMessage message) {
        GenericRecord letter = GenericRecord.create(LETTERS);
        letter.setField("topic", message.topic().topicName());
        letter.setField("partition", message.partition());
        letter.setField("offset", message.offset());
        letter.setField("received", message.time().atOffset(ZoneOffset.UTC).toLocalDateTime());
        letter.setField("payload", Base64.getEncoder().encodeToString(message.payload()));
        return letter;
    }

    private static void write(
            HadoopCatalog catalog, String name, Schema schema, List<GenericRecord> rows)
            throws IOException {
        Table table =
                catalog.createTable(
                        TableIdentifier.of(Namespace.of("crypto"), name),
                        schema,
                        PartitionSpec.unpartitioned());
        int half = rows.size() / 2;
        for (List<GenericRecord> part :
                List.of(rows.subList(0, half), rows.subList(half, rows.size()))) {
            if (part.isEmpty()) {
                continue;
            }
            var file =
                    table.io()
                            .newOutputFile(
                                    "%s/data/%d.parquet"
                                            .formatted(table.location(), System.nanoTime()));
            DataWriter<GenericRecord> writer =
                    Parquet.writeData(file)
                            .schema(table.schema())
                            .createWriterFunc(GenericParquetWriter::create)
                            .withSpec(PartitionSpec.unpartitioned())
                            .build();
            try (writer) {
                part.forEach(writer::write);
            }
            table.newAppend().appendFile(writer.toDataFile()).commit();
        }
    }

    /** But the lock of a broker and what it notes of the machine. */
    private List<String> files() throws IOException {
        try (Stream<Path> found = Files.walk(data.root())) {
            return found.filter(Files::isRegularFile)
                    .map(file -> data.root().relativize(file) + " " + file.toFile().length())
                    .sorted()
                    .toList();
        }
    }

    private List<String> leftOvers() throws IOException {
        return files().stream().filter(file -> file.contains(".refill")).toList();
    }
}
