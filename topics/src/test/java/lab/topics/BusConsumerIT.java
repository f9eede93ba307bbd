package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lab.testports.UnreliableProxy;
import lab.topics.producer.BusProducer;
import lab.topics.producer.ProducerConfig;
import org.apache.iggy.client.async.tcp.AsyncIggyTcpClient;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.identifier.ConsumerId;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusConsumerIT {
    private static final Duration WAIT = Duration.ofMinutes(3);
    private static final String KEY = "BTC-USD";
    private static final int PARTITION = 1;

    @TempDir Path folder;
    private TestBus bus;
    private BusProducer producer;

    @BeforeEach
    void startBus() throws Exception {
        bus = TestBus.start(folder);
        BusTopics.ensure(bus.connection(), TestBus.STREAM, WAIT);
        producer = new BusProducer(bus.connection(), TestBus.STREAM, ProducerConfig.DEFAULT);
    }

    @AfterEach
    void stopBus() {
        producer.close();
        bus.close();
    }

    @Test
    void begins_where_it_is_told_to() throws Exception {
        send("a", "b", "c");
        assertThat(texts(poll(new StartAt.Earliest()))).containsExactly("a", "b", "c");
        assertThat(texts(poll(new StartAt.Offsets(Map.of(PARTITION, 2L))))).containsExactly("c");
        try (var latest = consumer(bus.port(), new StartAt.Latest())) {
            assertThat(latest.poll(Duration.ZERO)).isEmpty();
            send("d");
            List<BusMessage> news = latest.poll(WAIT);
            assertThat(texts(news)).containsExactly("d");
            assertThat(news.getFirst().offset()).isEqualTo(3);
            assertThat(latest.position()).containsEntry(PARTITION, 4L);
        }
    }

    @Test
    void goes_on_after_the_network_was_cut() throws Exception {
        send("a");
        try (var proxy = new UnreliableProxy(bus.port());
                var consumer = consumer(proxy.port(), new StartAt.Earliest())) {
            assertThat(texts(consumer.poll(WAIT))).containsExactly("a");
            proxy.cut();
            send("b");
            assertThat(texts(consumer.poll(WAIT))).containsExactly("b");
            proxy.freeze();
            assertThat(consumer.poll(Duration.ofMillis(100))).isEmpty();
            assertThat(consumer.trouble().orElseThrow()).contains("topic trades is not read");
            proxy.thaw();
            send("c");
            assertThat(texts(consumer.poll(WAIT))).containsExactly("c");
            assertThat(consumer.trouble()).isEmpty();
        }
    }

    @Test
    void ends_and_what_a_named_consumer_has_done_with_give_its_lag() throws Exception {
        try (var offsets = new BusOffsets(bus.connection())) {
            assertThat(offsets.lag(TestBus.STREAM, Topic.TRADES, "reader")).isZero();
            send("a");
            assertThat(offsets.ends(TestBus.STREAM, Topic.TRADES)).containsEntry(PARTITION, 1L);
            assertThat(offsets.lag(TestBus.STREAM, Topic.TRADES, "reader")).isEqualTo(1);
            send("b", "c");
            store("reader", 1);
            assertThat(offsets.stored(TestBus.STREAM, Topic.TRADES, "reader"))
                    .isEqualTo(Map.of(PARTITION, 1L));
            assertThat(offsets.lag(TestBus.STREAM, Topic.TRADES, "reader")).isEqualTo(1);
            assertThat(offsets.ends("no-such-stream", Topic.TRADES)).isEmpty();
        }
    }

    private void store(String name, long offset) throws Exception {
        AsyncIggyTcpClient client =
                AsyncIggyTcpClient.builder()
                        .host("127.0.0.1")
                        .port(bus.port())
                        .credentials("iggy", bus.connection().password())
                        .buildAndLogin()
                        .get(120, TimeUnit.SECONDS);
        client.consumerOffsets()
                .storeConsumerOffset(
                        StreamId.of(TestBus.STREAM),
                        TopicId.of(Topic.TRADES.topicName()),
                        java.util.Optional.of((long) PARTITION),
                        Consumer.of(ConsumerId.of(name)),
                        java.math.BigInteger.valueOf(offset))
                .get(120, TimeUnit.SECONDS);
        var _ = client.close();
    }

    private List<BusMessage> poll(StartAt start) throws InterruptedException {
        try (var consumer = consumer(bus.port(), start)) {
            return consumer.poll(WAIT);
        }
    }

    private BusConsumer consumer(int port, StartAt start) {
        BusConnection impatient =
                bus.connection(port).withDeadlines(Duration.ofSeconds(1), Duration.ofMillis(500));
        return new BusConsumer(impatient, TestBus.STREAM, Topic.TRADES, start);
    }

    private void send(String... texts) throws InterruptedException {
        for (String text : texts) {
            producer.send(Topic.TRADES, KEY, text.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(producer.flush(WAIT)).isTrue();
    }

    private static List<String> texts(List<BusMessage> messages) {
        return messages.stream()
                .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
                .toList();
    }
}
