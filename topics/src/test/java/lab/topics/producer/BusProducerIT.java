package lab.topics.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import lab.testports.UnreliableProxy;
import lab.topics.BusConnection;
import lab.topics.BusMessage;
import lab.topics.BusOffsets;
import lab.topics.BusTopics;
import lab.topics.Eventually;
import lab.topics.TestBus;
import lab.topics.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusProducerIT {
    private static final Duration WAIT = Duration.ofMinutes(3);
    private static final List<String> KEYS = List.of("BTC-USD", "SOL-USD", "ADA-USD");

    @TempDir Path folder;
    private TestBus bus;

    @BeforeEach
    void startBus() throws Exception {
        bus = TestBus.start(folder);
        BusTopics.ensure(bus.connection(), TestBus.STREAM, WAIT);
    }

    @AfterEach
    void stopBus() {
        bus.close();
    }

    @Test
    void messages_of_a_partition_keep_their_order_over_many_batches() throws Exception {
        var config = ProducerConfig.DEFAULT.withBatch(700, 64 * 1024);
        try (var producer = new BusProducer(bus.connection(), TestBus.STREAM, config)) {
            sendNumbers(producer, 0, 30_000);
            assertThat(producer.flush(WAIT)).isTrue();
            assertThat(producer.settledUpTo()).isEqualTo(30_000);
            assertThat(producer.status().published()).containsEntry(Topic.TRADES, 30_000L);
        }
        assertThat(exactly(bus.read(Topic.TRADES))).isEqualTo(30_000);
    }

    @Test
    void a_network_that_is_cut_again_and_again_loses_nothing_and_keeps_the_order()
            throws Exception {
        try (var proxy = new UnreliableProxy(bus.port());
                var producer = producer(proxy, ProducerConfig.DEFAULT.withBatch(50, 4_096))) {
            for (int accumulator = 0; accumulator < 6; accumulator++) {
                sendNumbers(producer, accumulator * 4_000, (accumulator + 1) * 4_000);
                long before = accumulator * 4_000L;
                Eventually.isTrue(
                        "some of it is through", () -> producer.status().acknowledged() > before);
                proxy.cut();
            }
            assertThat(producer.flush(WAIT)).isTrue();
            assertThat(proxy.connections()).isGreaterThan(1);
        }
        assertThat(atLeastOnce(bus.read(Topic.TRADES))).isEqualTo(24_000);
    }

    @Test
    void a_broker_that_answers_no_more_is_left_and_asked_anew() throws Exception {
        try (var proxy = new UnreliableProxy(bus.port());
                var producer = producer(proxy, ProducerConfig.DEFAULT)) {
            sendNumbers(producer, 0, 100);
            assertThat(producer.flush(WAIT)).isTrue();
            proxy.freeze();
            sendNumbers(producer, 100, 200);
            Eventually.isTrue(
                    "the time-out is noticed", () -> producer.status().trouble().isPresent());
            assertThat(producer.settledUpTo()).isEqualTo(100);
            assertThat(producer.flush(Duration.ofMillis(50))).isFalse();
            proxy.thaw();
            assertThat(producer.flush(WAIT)).isTrue();
            assertThat(producer.status().trouble()).isEmpty();
        }
        assertThat(atLeastOnce(bus.read(Topic.TRADES))).isEqualTo(200);
    }

    @Test
    void a_broker_that_is_started_again_is_found_again() throws Exception {
        try (var producer =
                new BusProducer(bus.connection(), TestBus.STREAM, ProducerConfig.DEFAULT)) {
            sendNumbers(producer, 0, 1_000);
            assertThat(producer.flush(WAIT)).isTrue();
            bus.stop();
            sendNumbers(producer, 1_000, 2_000);
            Eventually.isTrue("the loss is noticed", () -> !producer.status().connected());
            bus.start();
            assertThat(producer.flush(WAIT)).isTrue();
        }
        assertThat(atLeastOnce(bus.read(Topic.TRADES))).isEqualTo(2_000);
    }

    @Test
    void a_full_buffer_refuses_or_makes_wait_until_the_broker_is_back() throws Exception {
        bus.stop();
        var sent = new AtomicBoolean();
        try (var producer =
                new BusProducer(
                        bus.connection(),
                        TestBus.STREAM,
                        ProducerConfig.DEFAULT.withBuffer(10, 1 << 20))) {
            int accepted = 0;
            while (producer.trySend(Topic.TRADES, "BTC-USD", bytes(accepted)).isPresent()) {
                accepted++;
                assertThat(accepted)
                        .isLessThanOrEqualTo(20); // a accumulator on its way, one filling
            }
            int first = accepted;
            int more = 21; // than there can be room for, whatever has left the buffer by now
            Thread waiting =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    for (int i = 0; i < more; i++) {
                                        producer.send(Topic.TRADES, "BTC-USD", bytes(first + i));
                                    }
                                    sent.set(true);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            Eventually.isTrue("it waits", () -> waiting.getState() == Thread.State.WAITING);
            assertThat(sent).isFalse();
            bus.start();
            assertThat(waiting.join(WAIT)).isTrue();
            assertThat(producer.flush(WAIT)).isTrue();
            assertThat(sent).isTrue();
            assertThat(bus.read(Topic.TRADES).size()).isGreaterThanOrEqualTo(accepted + more);
        }
    }

    @Test
    void what_cannot_be_delivered_before_the_end_is_reported() throws Exception {
        bus.stop();
        List<String> reports = new CopyOnWriteArrayList<>();
        var listener =
                new ProducerListener() {
                    @Override
                    public void undelivered(
                            Topic topic, int partition, int messages, String reason) {
                        reports.add(topic + " " + partition + " " + messages);
                    }
                };
        var config = ProducerConfig.DEFAULT.withCloseDeadline(Duration.ofMillis(200));
        var producer = new BusProducer(bus.connection(), TestBus.STREAM, config, listener);
        sendNumbers(producer, 0, 30);
        producer.close();
        assertThat(producer.status().undelivered()).isEqualTo(30);
        assertThat(reports).containsExactlyInAnyOrder("TRADES 0 10", "TRADES 1 10", "TRADES 2 10");
        assertThatThrownBy(() -> producer.send(Topic.TRADES, "BTC-USD", bytes(1)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void topics_that_have_vanished_are_made_again() throws Exception {
        try (var producer =
                new BusProducer(bus.connection(), "not-there-yet", ProducerConfig.DEFAULT)) {
            producer.send(Topic.DLQ, "file", bytes(1));
            assertThat(producer.flush(WAIT)).isTrue();
        }
        try (var offsets = new BusOffsets(bus.connection())) {
            assertThat(offsets.ends("not-there-yet", Topic.DLQ).values()).contains(1L);
        }
    }

    @Test
    void a_message_of_megabytes_travels_whole() throws Exception {
        byte[] large = "x".repeat(5 << 20).getBytes(StandardCharsets.UTF_8);
        try (var producer =
                new BusProducer(bus.connection(), TestBus.STREAM, ProducerConfig.DEFAULT)) {
            producer.send(Topic.DLQ, "file", large);
            producer.send(Topic.DLQ, "file", bytes(1));
            assertThat(producer.flush(WAIT)).isTrue();
        }
        List<BusMessage> read = bus.read(Topic.DLQ);
        assertThat(read).hasSize(2);
        assertThat(read.getFirst().payload()).isEqualTo(large);
    }

    private BusProducer producer(UnreliableProxy proxy, ProducerConfig config) {
        BusConnection impatient =
                bus.connection(proxy.port())
                        .withDeadlines(Duration.ofSeconds(1), Duration.ofMillis(400));
        return new BusProducer(impatient, TestBus.STREAM, config);
    }

    private static void sendNumbers(BusProducer producer, int from, int to)
            throws InterruptedException {
        for (int i = from; i < to; i++) {
            producer.send(Topic.TRADES, KEYS.get(i % KEYS.size()), bytes(i));
        }
    }

    private static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    }

    /** How many there are, each once and in order. */
    private static int exactly(List<BusMessage> messages) {
        assertThat(messages).hasSize(atLeastOnce(messages));
        return messages.size();
    }

    /** How many different ones there are, of each partition in order of their first coming. */
    private static int atLeastOnce(List<BusMessage> messages) {
        Map<Integer, List<Integer>> firsts = new TreeMap<>();
        for (BusMessage message : messages) {
            int number = Integer.parseInt(new String(message.payload(), StandardCharsets.UTF_8));
            List<Integer> partition =
                    firsts.computeIfAbsent(message.partition(), _ -> new ArrayList<>());
            if (partition.isEmpty() || number > partition.getLast()) {
                partition.add(number);
            } else {
                assertThat(partition).as("nothing comes late for the first time").contains(number);
            }
        }
        return firsts.values().stream().mapToInt(List::size).sum();
    }
}
