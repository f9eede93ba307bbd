package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.iggy.client.async.tcp.AsyncIggyTcpClient;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.message.Message;
import org.apache.iggy.message.Partitioning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusTopicsIT {
    private static final Duration WAIT = Duration.ofMinutes(3);
    private static final BigInteger FOR_EVER = new BigInteger("18446744073709551615");

    @TempDir Path folder;

    @Test
    void many_may_create_the_topics_at_once_and_again() throws Exception {
        try (TestBus bus = TestBus.start(folder);
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> ensure =
                    () -> {
                        BusTopics.ensure(bus.connection(), TestBus.STREAM, WAIT);
                        return true;
                    };
            List<Future<Boolean>> done = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                done.add(crowd.submit(ensure));
            }
            for (Future<Boolean> one : done) {
                assertThat(one.get(120, TimeUnit.SECONDS)).isTrue();
            }
            ensure.call();
            try (var offsets = new BusOffsets(bus.connection())) {
                for (Topic topic : Topic.values()) {
                    assertThat(offsets.ends(TestBus.STREAM, topic))
                            .isEqualTo(Map.of(0, 0L, 1, 0L, 2, 0L));
                }
            }
        }
    }

    @Test
    void topics_keep_what_is_asked_for_whether_they_are_made_or_were_there() throws Exception {
        var first = new BusRetention(Duration.ofHours(12), 2_000_000_000L);
        var second = new BusRetention(Duration.ofDays(3), 3_000_000_000L);
        try (TestBus bus = TestBus.start(folder)) {
            BusTopics.ensure(bus.connection(), TestBus.STREAM, first, WAIT);
            assertThat(kept(bus)).containsOnly(first);
            BusTopics.ensure(bus.connection(), TestBus.STREAM, second, WAIT);
            assertThat(kept(bus)).containsOnly(second);
            BusTopics.ensure(bus.connection(), TestBus.STREAM, WAIT);
            assertThat(kept(bus)).containsOnly(second);
            bus.stop();
            bus.start();
            assertThat(kept(bus)).containsOnly(second);

            BusTopics.ensure(bus.connection(), "another", WAIT);
            try (IggyLink link = IggyLink.open(bus.connection())) {
                assertThat(kept(link, "another", Topic.TRADES)).isEqualTo(BusRetention.DEFAULT);
            }
        }
    }

    private static List<BusRetention> kept(TestBus bus) throws Exception {
        List<BusRetention> kept = new ArrayList<>();
        try (IggyLink link = IggyLink.open(bus.connection())) {
            for (Topic topic : Topic.values()) {
                if (topic == Topic.TERMS) {
                    var details = link.findTopic(TestBus.STREAM, topic).orElseThrow();
                    assertThat(details.messageExpiry()).isEqualTo(FOR_EVER);
                    assertThat(details.maxTopicSize()).isEqualTo(FOR_EVER);
                } else {
                    kept.add(kept(link, TestBus.STREAM, topic));
                }
            }
        }
        return kept;
    }

    private static BusRetention kept(IggyLink link, String stream, Topic topic) throws Exception {
        var details = link.findTopic(stream, topic).orElseThrow();
        return new BusRetention(
                Duration.ofNanos(details.messageExpiry().longValueExact() * 1_000),
                details.maxTopicSize().longValueExact());
    }

    @Test
    void a_broker_that_is_not_up_yet_is_waited_for() throws Exception {
        try (TestBus bus = TestBus.start(folder);
                ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            bus.stop();
            Future<?> waiting =
                    other.submit(() -> {
                        BusTopics.ensure(bus.connection(), TestBus.STREAM, WAIT);
                        return true;
                    });
            assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            bus.start();
            waiting.get(120, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_broker_that_never_comes_is_given_up() throws Exception {
        try (TestBus bus = TestBus.start(folder)) {
            bus.stop();
            assertThatThrownBy(() ->
                            BusTopics.ensure(
                                    bus.connection(), TestBus.STREAM, Duration.ofMillis(300)))
                    .isInstanceOf(BusException.class)
                    .hasMessageContaining("127.0.0.1:" + bus.port());
        }
    }

    @Test
    void a_wrong_password_is_refused_at_once_and_not_shown() throws Exception {
        try (TestBus bus = TestBus.start(folder)) {
            var stranger = new BusConnection("127.0.0.1", bus.port(), "iggy", "not-the-password");
            assertThatThrownBy(() -> BusTopics.ensure(stranger, TestBus.STREAM, WAIT))
                    .isInstanceOf(BusException.class)
                    .hasMessageContaining("refused to log in")
                    .hasMessageNotContaining("not-the-password");
            assertThat(stranger.toString()).doesNotContain("not-the-password");
        }
    }

    @Test
    void a_key_lands_where_the_servers_own_rule_puts_it() throws Exception {
        try (TestBus bus = TestBus.start(folder)) {
            BusTopics.ensure(bus.connection(), TestBus.STREAM, WAIT);
            AsyncIggyTcpClient client =
                    AsyncIggyTcpClient.builder()
                            .host("127.0.0.1")
                            .port(bus.port())
                            .credentials("iggy", bus.connection().password())
                            .connectionPoolSize(1)
                            .buildAndLogin()
                            .get(120, TimeUnit.SECONDS);
            List<String> keys = new ArrayList<>(List.of("BTC-USD", "ETH-USD", "DOGE-USD", "π"));
            for (int i = 0; i < 60; i++) {
                keys.add("account-number-" + i * 7919);
            }
            for (String key : keys) {
                client.messages()
                        .sendMessages(
                                StreamId.of(TestBus.STREAM),
                                TopicId.of(Topic.ORDERS.topicName()),
                                Partitioning.messagesKey(key),
                                List.of(Message.of(key)))
                        .get(120, TimeUnit.SECONDS);
            }
            List<BusMessage> read = bus.read(Topic.ORDERS);
            assertThat(read).hasSameSizeAs(keys);
            for (BusMessage message : read) {
                String key = new String(message.payload(), StandardCharsets.UTF_8);
                assertThat(message.partition())
                        .as(key)
                        .isEqualTo(Partitioner.partition(key, Bus.PARTITIONS));
            }
            var _ = client.close();
        }
    }
}
