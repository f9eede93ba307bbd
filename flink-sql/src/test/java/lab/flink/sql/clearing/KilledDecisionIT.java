package lab.flink.sql.clearing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import lab.domain.Account;
import lab.domain.EventTime;
import lab.domain.MarketClock;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Tick;
import lab.domain.clearing.Claim;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Finding;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.RejectReason;
import lab.domain.clearing.Remarks;
import lab.domain.progress.Heartbeat;
import lab.flink.sql.clearing.read.MarketSource;
import lab.flink.sql.format.column.Values;
import lab.iggy.embedded.BrokerConfig;
import lab.iggy.embedded.EmbeddedBroker;
import lab.iggy.embedded.user.Credentials;
import lab.topics.Bus;
import lab.topics.BusConnection;
import lab.topics.BusMessage;
import lab.topics.BusReader;
import lab.topics.BusTopics;
import lab.topics.Partitioner;
import lab.topics.Topic;
import lab.topics.codec.ClosingCodec;
import lab.topics.codec.HeartbeatCodec;
import lab.topics.codec.TickCodec;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A kill between the moment when a decision stands in the log and the moment when it takes effect.
 *
 * <p>What such a kill leaves is the decision on the bus and a checkpoint from before it. So one
 * operator decides, and is thrown away with all that it did since its checkpoint; another one is
 * restored from there, and is shown, before it has looked at anything itself, the very tick that
 * would fill the order if nothing had been decided.
 */
@Timeout(300)
@SuppressWarnings("try") // a harness declares that its close() may throw anything
class KilledDecisionIT {
    private static final String STREAM = "crypto";
    private static final String WITHOUT_DECISIONS = "other";
    private static final String PASSWORD = "a-password-of-this-test";
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final Pair SILENT = new Pair("DOGE-USD");
    private static final int PARTITION = Partitioner.partition(SILENT.name(), Bus.PARTITIONS);

    /** One that shares the silent pair's partition. */
    private static final Pair LIVELY =
            IntStream.range(0, 100)
                    .mapToObj(i -> new Pair("X%d-USD".formatted(i)))
                    .filter(pair -> Partitioner.partition(pair.name(), Bus.PARTITIONS) == PARTITION)
                    .findFirst()
                    .orElseThrow();

    private static final MarketColumns COLUMNS = new MarketColumns(0, 1, 2, 3, 4, 5, 6, 7);

    private EmbeddedBroker broker;
    private BusConnection connection;
    private Path passwordFile;
    private long clockMillis;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        passwordFile = folder.resolve("password");
        Files.writeString(passwordFile, PASSWORD);
        broker =
                new EmbeddedBroker(
                        BrokerConfig.in(folder.resolve("iggy"))
                                .withPort(0)
                                .withRoot(new Credentials("iggy", PASSWORD)),
                        InstantSource.system());
        broker.start();
        connection = new BusConnection("127.0.0.1", broker.port(), "iggy", PASSWORD);
        BusTopics.ensure(connection, STREAM, Duration.ofMinutes(2));
        BusTopics.ensure(connection, WITHOUT_DECISIONS, Duration.ofMinutes(2));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void what_was_decided_before_the_kill_holds_after_it_though_a_quote_has_come_since()
            throws Exception {
        send(tick(LIVELY, 1, 0));
        send(tick(LIVELY, 2, 100));
        send(new Heartbeat(LIVELY, 1, NOON.plusSeconds(3_600), "test", false));
        List<BusMessage> before = ticks(0);
        Claim order = order(NOON.plusSeconds(30), before.getLast().time());

        OperatorSubtaskState checkpoint;
        List<Finding> undisturbed;
        BusMessage late;
        try (var killed = opened(STREAM, Optional.empty())) {
            feed(killed, before);
            killed.processElement1(ClaimRow.of(order), 0);
            checkpoint = killed.snapshot(1, 1);
            assertThat(findings(killed)).as("nothing was decided yet").isEmpty();
            assertThat(decisions()).isZero();
            while (findings(killed).isEmpty()) {
                clockMillis += 10;
                killed.setProcessingTime(clockMillis);
                Thread.onSpinWait();
            }
            assertThat(decisions()).isEqualTo(1);
            send(tick(SILENT, 3, 31));
            late = ticks(before.size()).getFirst();
            feed(killed, List.of(late));
            undisturbed = findings(killed);
            assertThat(undisturbed).containsExactly(new Finding.Refused(RejectReason.NO_QUOTE));
        }

        try (var restored = opened(STREAM, Optional.of(checkpoint))) {
            feed(restored, List.of(late));
            assertThat(findings(restored)).isEqualTo(undisturbed);
            assertThat(decisions()).as("nothing was decided anew").isEqualTo(1);
        }
        try (var forgetful = opened(WITHOUT_DECISIONS, Optional.of(checkpoint))) {
            feed(forgetful, List.of(late, stampsPassed(late)));
            assertThat(findings(forgetful))
                    .as("the log of decisions is what makes it so")
                    .singleElement()
                    .isInstanceOf(Finding.Quoted.class);
        }
    }

    private KeyedTwoInputStreamOperatorTestHarness<
                    Integer,
                    Tuple3<String, Integer, byte[]>,
                    RowData,
                    Tuple3<String, Integer, byte[]>>
            opened(String stream, Optional<OperatorSubtaskState> state) throws Exception {
        var source =
                new MarketSource(
                        "127.0.0.1",
                        broker.port(),
                        "iggy",
                        passwordFile.toString(),
                        stream,
                        MarketClock.REAL);
        var operator =
                new KeyedTwoInputStreamOperatorTestHarness<>(
                        new QuoteOperator(COLUMNS, source),
                        claim -> claim.f1,
                        COLUMNS::partition,
                        Types.INT);
        operator.setup(ClaimRow.TYPE.createSerializer(new SerializerConfigImpl()));
        if (state.isPresent()) {
            operator.initializeState(state.get());
        }
        operator.open();
        return operator;
    }

    private static List<Finding> findings(
            KeyedTwoInputStreamOperatorTestHarness<
                            Integer,
                            Tuple3<String, Integer, byte[]>,
                            RowData,
                            Tuple3<String, Integer, byte[]>>
                    operator) {
        return operator.extractOutputValues().stream()
                .map(row -> ClaimRow.claim(row).finding())
                .toList();
    }

    private static void feed(
            KeyedTwoInputStreamOperatorTestHarness<
                            Integer,
                            Tuple3<String, Integer, byte[]>,
                            RowData,
                            Tuple3<String, Integer, byte[]>>
                    operator,
            List<BusMessage> messages)
            throws Exception {
        for (BusMessage message : messages) {
            Tick tick = TickCodec.decode(message.payload(), message.time());
            operator.processElement2(
                    GenericRowData.of(
                            StringData.fromString(tick.pair().name()),
                            tick.sequence(),
                            Values.money(tick.bestBid()),
                            Values.money(tick.bestAsk()),
                            Values.time(tick.time()),
                            message.partition(),
                            message.offset(),
                            Values.time(message.time())),
                    0);
        }
    }

    /** The same at the next place, for what has to see a newer stamp. */
    private static BusMessage stampsPassed(BusMessage message) {
        return new BusMessage(
                message.topic(),
                message.partition(),
                message.offset() + 1,
                message.time().plusSeconds(1),
                message.payload());
    }

    private static Claim order(Instant time, Instant taken) {
        var request =
                new OrderRequest(
                        new OrderId("order"),
                        new Account("ann"),
                        time,
                        SILENT,
                        "BUY",
                        BigDecimal.ONE,
                        Remarks.NONE);
        return new Claim(
                request,
                0,
                new Finding.QuoteWanted(),
                ClearingTerms.STANDARD,
                EventTime.toMicros(taken));
    }

    private static Tick tick(Pair pair, int sequence, int second) {
        return new Tick(
                pair,
                sequence,
                Price.of("100"),
                Price.of("100"),
                Price.of("101"),
                BigDecimal.ONE,
                NOON.plusSeconds(second),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "test");
    }

    private void send(Tick tick) throws Exception {
        send(Topic.PRICES, tick.pair(), TickCodec.encode(tick));
    }

    private void send(Heartbeat heartbeat) throws Exception {
        send(Topic.HEARTBEATS, heartbeat.pair(), HeartbeatCodec.encode(heartbeat));
    }

    private void send(Topic topic, Pair key, byte[] payload) throws Exception {
        try (var producer = new BusProducer(connection, STREAM, ProducerConfig.DEFAULT)) {
            producer.send(topic, key.name(), payload);
            assertThat(producer.flush(Duration.ofMinutes(2))).isTrue();
        }
    }

    /** Of the partition that matters, from an offset on. */
    private List<BusMessage> ticks(long from) throws Exception {
        try (var reader = new BusReader(connection, STREAM)) {
            return reader.read(Topic.PRICES, PARTITION, from);
        }
    }

    /** Written so far, without the words of those who took a partition over. */
    private long decisions() throws Exception {
        List<BusMessage> all = new ArrayList<>();
        try (var reader = new BusReader(connection, STREAM)) {
            for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
                all.addAll(reader.read(Topic.CLOSINGS, partition, 0));
            }
        }
        long decisions = 0;
        for (BusMessage message : all) {
            if (ClosingCodec.decode(message.payload()).decision().isPresent()) {
                decisions++;
            }
        }
        return decisions;
    }
}
