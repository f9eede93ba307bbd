package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With fsync, sends leave the event loop; what comes in meanwhile must wait for its turn. */
class EnforceFsyncIT {
    private static final int CLIENTS = 3;
    private static final int REQUESTS = 20;

    @TempDir Path directory;

    @Test
    void answers_in_order_and_keeps_everything() throws Exception {
        var config = BrokerConfig.in(directory).withPort(0).withEnforceFsync(true);
        try (var broker = new EmbeddedBroker(config, InstantSource.system())) {
            broker.start();
            try (var client = RawClient.loggedIn(broker)) {
                client.makeTopic("s", "t", 2);
            }
            sendFromMany(broker);
            assertThat(broker.stats().messages()).isEqualTo((long) CLIENTS * REQUESTS * 2);
        }
        try (var broker = new EmbeddedBroker(config, InstantSource.system())) {
            broker.start();
            assertThat(broker.recovery().messages()).isEqualTo((long) CLIENTS * REQUESTS * 2);
            assertThat(broker.recovery().isClean()).isTrue();
        }
    }

    private static void sendFromMany(EmbeddedBroker broker) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Future<Void>>();
            for (int i = 0; i < CLIENTS; i++) {
                int partition = i % 2;
                Callable<Void> sending =
                        () -> {
                            sendAtOnce(broker, partition);
                            return null;
                        };
                tasks.add(threads.submit(sending));
            }
            for (var task : tasks) {
                task.get();
            }
        }
    }

    /** Writes all requests before it reads the first answer. */
    private static void sendAtOnce(EmbeddedBroker broker, int partition) throws IOException {
        try (var client = RawClient.loggedIn(broker)) {
            for (int i = 0; i < REQUESTS; i++) {
                client.write(
                        RawClient.frame(
                                RawClient.SEND,
                                RawClient.sendPayload("s", "t", partition, "a", "b")));
                client.write(RawClient.frame(RawClient.PING, Unpooled.EMPTY_BUFFER));
                client.write(RawClient.frame(9_999, Unpooled.EMPTY_BUFFER));
                client.write(
                        RawClient.frame(
                                RawClient.POLL, RawClient.pollPayload("s", "t", partition, 0, 1)));
            }
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(client.read().status()).isZero();
                assertThat(client.read().status()).isZero();
                assertThat(client.read().status()).isEqualTo(3);
                assertThat(client.read().body().getIntLE(12)).isEqualTo(1);
            }
        }
    }
}
