package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.IntStream;
import lab.iggy.embedded.user.Credentials;
import lab.testports.TestPorts;
import org.apache.iggy.consumergroup.Consumer;
import org.apache.iggy.identifier.StreamId;
import org.apache.iggy.identifier.TopicId;
import org.apache.iggy.message.Partitioning;
import org.apache.iggy.message.PollingStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the official Java client sees. */
class JavaSdkIT {
    @TempDir Path directory;

    private EmbeddedBroker broker;
    private SdkClient client;

    @BeforeEach
    void start() throws IOException {
        broker =
                new EmbeddedBroker(
                        BrokerConfig.in(directory).withPort(TestPorts.one()),
                        InstantSource.system());
        broker.start();
        client = SdkClient.connect(broker);
    }

    @AfterEach
    void close() {
        client.close();
        broker.close();
    }

    @Test
    void makes_streams_and_topics_and_tells_of_them() {
        var topic = client.createTopic("crypto", "trades", 3);

        assertThat(topic.id()).isZero();
        assertThat(topic.partitionsCount()).isEqualTo(3);
        var stream =
                SdkClient.await(client.sdk.streams().getStream(StreamId.of("crypto")))
                        .orElseThrow();
        assertThat(stream.name()).isEqualTo("crypto");
        assertThat(stream.topics())
                .singleElement()
                .satisfies(t -> assertThat(t.name()).isEqualTo("trades"));
        assertThat(SdkClient.await(client.sdk.streams().getStreams())).hasSize(1);
        assertThat(SdkClient.await(client.sdk.topics().getTopics(StreamId.of(0L)))).hasSize(1);
        assertThat(client.topic("crypto", "trades").partitions()).hasSize(3);
        assertThat(SdkClient.await(client.sdk.streams().getStream(StreamId.of("none")))).isEmpty();
    }

    @Test
    void gives_back_what_was_sent_in_order() {
        client.createTopic("crypto", "trades", 1);
        client.send("crypto", "trades", Partitioning.partitionId(0L), "a", "b", "c");
        client.send("crypto", "trades", Partitioning.balanced(), "d");
        client.send("crypto", "trades", Partitioning.messagesKey("BTC-USD"), "e");

        assertThat(client.payloads("crypto", "trades", 0, PollingStrategy.first(), 10))
                .containsExactly("a", "b", "c", "d", "e");
        assertThat(
                        client.payloads(
                                "crypto", "trades", 0, PollingStrategy.offset(BigInteger.TWO), 2))
                .containsExactly("c", "d");
        assertThat(client.payloads("crypto", "trades", 0, PollingStrategy.last(), 2))
                .containsExactly("d", "e");
        assertThat(client.poll("crypto", "trades", 0, PollingStrategy.first(), 1).currentOffset())
                .isEqualTo(BigInteger.valueOf(4));
    }

    @Test
    void remembers_everything_over_a_restart_on_the_same_port() throws IOException {
        client.createTopic("crypto", "trades", 2);
        for (int i = 0; i < 100; i++) {
            client.send("crypto", "trades", Partitioning.partitionId(1L), "m" + i);
        }
        store(41);
        int port = broker.port();
        var root = broker.root();
        client.close();
        broker.close();

        broker =
                new EmbeddedBroker(
                        BrokerConfig.in(directory).withPort(port), InstantSource.system());
        broker.start();
        client = SdkClient.connect(port, root);

        assertThat(broker.recovery().isClean()).isTrue();
        assertThat(client.payloads("crypto", "trades", 1, PollingStrategy.first(), 1000))
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "m" + i).toList());
        assertThat(client.payloads("crypto", "trades", 1, PollingStrategy.next(), 2))
                .containsExactly("m42", "m43");
        client.send("crypto", "trades", Partitioning.partitionId(1L), "after");
        assertThat(client.payloads("crypto", "trades", 1, PollingStrategy.last(), 1))
                .containsExactly("after");
    }

    @Test
    void keeps_consumer_offsets() {
        client.createTopic("crypto", "trades", 2);
        client.send("crypto", "trades", Partitioning.partitionId(1L), "a", "b", "c");

        assertThat(stored()).isEmpty();
        store(1);
        assertThat(stored()).contains(1L);
        assertThatThrownBy(() -> store(3)).isInstanceOf(RuntimeException.class);
    }

    private void store(long offset) {
        SdkClient.await(
                client.sdk
                        .consumerOffsets()
                        .storeConsumerOffset(
                                StreamId.of("crypto"),
                                TopicId.of("trades"),
                                Optional.of(1L),
                                Consumer.of(1L),
                                BigInteger.valueOf(offset)));
    }

    private Optional<Long> stored() {
        return SdkClient.await(
                        client.sdk
                                .consumerOffsets()
                                .getConsumerOffset(
                                        StreamId.of("crypto"),
                                        TopicId.of("trades"),
                                        Optional.of(1L),
                                        Consumer.of(1L)))
                .map(info -> info.storedOffset().longValueExact());
    }

    @Test
    void tells_of_itself_and_of_its_clients() {
        client.createTopic("crypto", "trades", 2);
        client.send("crypto", "trades", Partitioning.balanced(), "a", "b");

        var stats = SdkClient.await(client.sdk.system().getStats());
        assertThat(stats.streamsCount()).isEqualTo(1);
        assertThat(stats.partitionsCount()).isEqualTo(2);
        assertThat(stats.messagesCount()).isEqualTo("2");
        var me = SdkClient.await(client.sdk.system().getMe());
        assertThat(me.clientId()).isPositive();
        assertThat(SdkClient.await(client.sdk.system().getClients())).isNotEmpty();
        assertThat(SdkClient.await(client.sdk.system().getClient(me.clientId())).address())
                .startsWith("127.0.0.1:");
        SdkClient.await(client.sdk.system().ping());
    }

    @Test
    void lets_nobody_in_with_the_protocols_usual_password() {
        assertThatThrownBy(() -> SdkClient.connect(broker.port(), new Credentials("iggy", "iggy")))
                .hasMessageContaining("rror");
    }
}
