package lab.flink.sql;

import static lab.flink.sql.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.TierSettings;
import lab.flink.sql.loss.BusReach;
import lab.flink.sql.state.CheckpointStore;
import lab.flink.sql.state.DeclaredState;
import lab.flink.sql.tables.DerivedTables;
import lab.flink.sql.tables.TierTables;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.topics.BusConnection;
import lab.topics.BusTopics;
import lab.topics.Topic;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.apache.paimon.data.BinaryString;
import org.apache.paimon.data.Decimal;
import org.apache.paimon.data.GenericRow;
import org.apache.paimon.data.Timestamp;
import org.apache.paimon.disk.IOManager;
import org.apache.paimon.fs.local.LocalFileIO;
import org.apache.paimon.table.FileStoreTableFactory;
import org.apache.paimon.table.sink.BatchTableCommit;
import org.apache.paimon.table.sink.BatchTableWrite;
import org.apache.paimon.table.sink.BatchWriteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs without a checkpoint, beside a real bus from which retention takes what is old. */
class FirstStartIT {
    private static final String PASSWORD = "a-password-of-this-test";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir private Path folder;
    private volatile Instant now = Instant.parse("2026-01-05T12:00:00Z");
    private EmbeddedBroker broker = new EmbeddedBroker(config(Path.of("unset")), () -> now);

    @BeforeEach
    void start() throws Exception {
        broker = new EmbeddedBroker(config(folder.resolve("iggy")), () -> now);
        broker.start();
        BusTopics.ensure(connection(), "crypto", SOON);
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private static BrokerConfig config(Path folder) {
        return BrokerConfig.in(folder)
                .withPort(0)
                .withRoot(new Credentials("iggy", PASSWORD))
                .withRetentionEvery(Duration.ofMillis(20));
    }

    @Test
    void a_job_that_never_ran_begins_with_what_the_bus_still_has() throws Exception {
        send(Topic.TRADES, Topic.ORDERS);
        retentionTakes(Topic.TRADES, Topic.ORDERS);
        write("csv", 0);
        assertBegins("warm");
        assertBegins("clearing");
    }

    @Test
    void a_job_that_ran_begins_anew_where_the_bus_has_all() throws Exception {
        send(Topic.TRADES, Topic.ORDERS);
        ran("clearing");
        write("live", 1);
        assertBegins("warm");
        assertBegins("clearing");
    }

    @Test
    void only_the_job_whose_topics_are_cut_is_refused_and_what_helps_is_named() throws Exception {
        ran("warm");
        ran("cold");
        ran("clearing");
        send(Topic.ORDERS);
        retentionTakes(Topic.ORDERS);
        assertThat(of("clearing").outcome()).isEqualTo(Upgrade.Outcome.REFUSED);
        assertThat(of("clearing").told())
                .startsWith("job clearing: it must go on from a checkpoint")
                .containsPattern("topic orders begins at offset 2 of partition \\d")
                .contains(
                        "put a backup of the data directory back, or run ./lab reset, which takes all away",
                        "./lab reset --only derived cannot help here",
                        "the jobs that are not refused run meanwhile");
        assertBegins("hot");
        assertBegins("warm");
        assertBegins("cold");
    }

    @Test
    void whole_candles_are_not_written_over_by_partial_ones_though_all_checkpoints_are_gone()
            throws Exception {
        send(Topic.TRADES);
        write("live", 1);
        retentionTakes(Topic.TRADES);
        assertThat(of("warm").outcome()).isEqualTo(Upgrade.Outcome.REFUSED);
        assertThat(of("warm").told()).contains("topic trades begins at offset 2 of partition");
    }

    @Test
    void candles_beside_a_bus_that_never_had_a_trade_are_of_another_bus() throws Exception {
        write("live", 1);
        assertThat(of("warm").told()).contains("topic trades of this bus is empty");
        assertThat(of("warm").outcome()).isEqualTo(Upgrade.Outcome.REFUSED);
    }

    @Test
    void the_advice_to_make_tables_anew_is_given_only_where_that_can_be_done() throws Exception {
        Path state = ran("warm");
        Path run = Files.createDirectories(state.resolveSibling("run").resolve("chk-3"));
        Files.writeString(run.resolve("_metadata"), "torn");
        assertThat(of("warm").told()).isNotEmpty().contains("run ./lab reset --only derived");

        send(Topic.EXECUTIONS);
        retentionTakes(Topic.EXECUTIONS);

        assertThat(of("warm").outcome()).isEqualTo(Upgrade.Outcome.REFUSED);
        assertThat(of("warm").told())
                .startsWith("job warm: ")
                .doesNotContain("run ./lab reset --only derived")
                .contains(
                        "or run ./lab reset, which takes all away",
                        "topic executions begins at offset 2");
    }

    private Path ran(String job) throws IOException {
        LabJob of = LabJob.named(job);
        var store = new CheckpointStore(Files.createDirectories(checkpoints().resolve(job)));
        store.write(DeclaredState.of(of).record(tiers()));
        return store.folder().resolve("state.json");
    }

    private void send(Topic... topics) throws Exception {
        try (var producer = new BusProducer(connection(), "crypto", ProducerConfig.DEFAULT)) {
            for (Topic topic : topics) {
                producer.send(topic, "BTC-USD", "one".getBytes(StandardCharsets.UTF_8));
                producer.send(topic, "BTC-USD", "two".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(producer.flush(SOON)).isTrue();
        }
    }

    /** A topic keeps a week. */
    private void retentionTakes(Topic... topics) throws Exception {
        var reach = new BusReach("crypto", this::connection);
        now = now.plus(Duration.ofDays(30));
        for (Topic topic : topics) {
            eventually(SOON, () -> assertThat(reach.cut(List.of(topic))).isPresent());
        }
    }

    private void assertBegins(String job) throws IOException {
        assertThat(of(job))
                .satisfies(it ->
                        assertThat(it.outcome()).as(it.told()).isEqualTo(Upgrade.Outcome.BEGUN));
    }

    private Upgrade.Job of(String job) throws IOException {
        return Upgrade.jobs(tiers(), checkpoints(), new BusReach("crypto", this::connection))
                .stream()
                .filter(each -> each.job().equals(job))
                .findFirst()
                .orElseThrow();
    }

    private Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    private BusConnection connection() {
        return new BusConnection("127.0.0.1", broker.port(), "iggy", PASSWORD);
    }

    private TierSettings tiers() {
        return new TierSettings(
                "crypto",
                "crypto",
                new TierSettings.Bus("broker.test", 8090, "iggy", folder.resolve("password")),
                "fluss.test:9123",
                folder.resolve("warehouse"));
    }

    private void write(String source, int rank) throws Exception {
        TierTables.createWarm(tiers());
        LocalDateTime start = LocalDateTime.parse("2026-01-05T12:00:00");
        Decimal price = Decimal.fromBigDecimal(BigDecimal.TEN, 18, 8);
        var row =
                GenericRow.of(
                        BinaryString.fromString("BTC-USD"),
                        Timestamp.fromLocalDateTime(start),
                        Timestamp.fromLocalDateTime(start.plusMinutes(1)),
                        price,
                        price,
                        price,
                        price,
                        Decimal.fromBigDecimal(BigDecimal.ONE, 38, 8),
                        null,
                        null,
                        null,
                        BinaryString.fromString(source),
                        rank);
        var table =
                FileStoreTableFactory.create(
                        LocalFileIO.create(),
                        new org.apache.paimon.fs.Path(
                                DerivedTables.folder(tiers(), "candles_1m").toUri()));
        BatchWriteBuilder builder = table.newBatchWriteBuilder();
        BatchTableWrite write = builder.newWrite();
        write.withIOManager(IOManager.create(folder.toString()));
        write.write(row);
        BatchTableCommit commit = builder.newCommit();
        commit.commit(write.prepareCommit());
        write.close();
        commit.close();
    }
}
