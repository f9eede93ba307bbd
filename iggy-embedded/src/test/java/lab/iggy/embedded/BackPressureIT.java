package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that do not read, and many of them. */
class BackPressureIT {
    private static final int MESSAGES = 64;
    private static final int MESSAGE_BYTES = 1 << 20;

    @TempDir Path directory;

    private EmbeddedBroker broker;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        broker = new EmbeddedBroker(config(), InstantSource.system());
        broker.start();
        client = RawClient.loggedIn(broker);
        client.makeTopic("s", "t", 1);
    }

    private BrokerConfig config() {
        return BrokerConfig.in(directory).withPort(0).withIoThreads(1).withConnectionsMax(300);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        broker.close();
    }

    @Test
    void a_client_that_does_not_read_holds_up_nobody_and_gets_all_in_the_end() throws IOException {
        var payloads = new String[MESSAGES];
        Arrays.fill(payloads, "x".repeat(MESSAGE_BYTES));
        assertThat(
                        client.ask(RawClient.SEND, RawClient.sendPayload("s", "t", 0, payloads))
                                .status())
                .isZero();
        var poll = RawClient.frame(RawClient.POLL, RawClient.pollPayload("s", "t", 0, 0, MESSAGES));
        try (var slow = RawClient.loggedIn(broker)) {
            for (int i = 0; i < 4; i++) {
                slow.write(poll.duplicate());
            }
            for (int i = 0; i < 100; i++) {
                assertThat(client.ping().status()).isZero();
            }
            for (int i = 0; i < 4; i++) {
                assertThat(slow.read().body().readableBytes())
                        .isEqualTo(16 + MESSAGES * (64 + MESSAGE_BYTES));
            }
        }
    }

    @Test
    void serves_hundreds_of_connections_with_one_thread() throws IOException {
        var clients = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < 250; i++) {
                clients.add(new RawClient(broker.port()));
            }
            for (var each : clients) {
                assertThat(each.ping().status()).isZero();
            }
            assertThat(broker.stats().connections()).isEqualTo(251);
        } finally {
            for (var each : clients) {
                each.close();
            }
        }
    }
}
