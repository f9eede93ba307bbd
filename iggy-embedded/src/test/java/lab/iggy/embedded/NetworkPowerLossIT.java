package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lab.iggy.embedded.user.Credentials;
import lab.powerloss.PowerLossFileSystem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A broker whose disk loses power while a client talks to it over TCP. What the client was told is
 * on the disk, by the answer to a send where every send is forced or by the answer to a flush, is
 * there when the machine starts again; and nothing is there that was not sent.
 */
class NetworkPowerLossIT {
    private static final Credentials ROOT = new Credentials("root", "a-password-of-a-test");
    private static final int FLUSH = 102;
    private static final int PARTITIONS = 2;
    private static final int ACTIONS = 24;
    private static final int CUTS = 40;

    /** What the client sent to each partition, and how much of it must last. */
    private static final class Client {
        final List<List<String>> sent = List.of(new ArrayList<>(), new ArrayList<>());
        final int[] lasting = new int[PARTITIONS];
        boolean hasTopic;

        void act(EmbeddedBroker broker, boolean enforceFsync, Random random) throws IOException {
            try (var connection = RawClient.loggedIn(broker)) {
                connection.makeTopic("s", "t", PARTITIONS);
                hasTopic = true;
                for (int i = 0; i < ACTIONS; i++) {
                    int partition = random.nextInt(PARTITIONS);
                    if (random.nextInt(4) == 0 && !enforceFsync) {
                        flush(connection, partition);
                    } else {
                        send(connection, partition, enforceFsync, random);
                    }
                }
            }
        }

        private void flush(RawClient connection, int partition) throws IOException {
            int before = sent.get(partition).size();
            must(connection.ask(FLUSH, flushPayload(partition)));
            lasting[partition] = before;
        }

        private void send(RawClient connection, int partition, boolean isForced, Random random)
                throws IOException {
            List<String> log = sent.get(partition);
            var batch = new String[1 + random.nextInt(6)];
            for (int i = 0; i < batch.length; i++) {
                batch[i] = (log.size() + i) + "-" + "x".repeat(random.nextInt(400));
            }
            log.addAll(List.of(batch));
            must(connection.ask(RawClient.SEND, RawClient.sendPayload("s", "t", partition, batch)));
            if (isForced) {
                lasting[partition] = log.size();
            }
        }

        private static void must(RawClient.Answer answer) throws IOException {
            if (answer.status() != 0) {
                throw new IOException("refused: " + answer.status());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_a_client_was_told_is_on_the_disk_survives_a_power_loss(boolean enforceFsync)
            throws Exception {
        var untouched = new PowerLossFileSystem();
        try (var broker = broker(untouched, enforceFsync)) {
            broker.start();
            new Client().act(broker, enforceFsync, new Random(1));
        }
        int steps = untouched.steps();
        assertThat(steps).isGreaterThan(CUTS);
        int lasting = 0;
        for (int cut = 1; cut <= CUTS; cut++) {
            lasting += loseAt(steps * cut / CUTS, enforceFsync);
        }
        assertThat(lasting).as("messages that had to last").isGreaterThan(200);
    }

    /** How many messages had to last. */
    private static int loseAt(int step, boolean enforceFsync) throws IOException {
        var files = new PowerLossFileSystem();
        var client = new Client();
        files.losePowerAt(step);
        try (var broker = broker(files, enforceFsync)) {
            broker.start();
            client.act(broker, enforceFsync, new Random(1));
        } catch (IOException e) {
            assertThat(files.isOff()).as("step %d: %s", step, e).isTrue();
        }
        var found = files.restart(new Random(step));
        wasStartedAnew(found.root().resolve("iggy"));
        try (var broker = broker(found, enforceFsync)) {
            broker.start();
            try (var connection = RawClient.loggedIn(broker)) {
                check("step " + step, connection, client);
            }
        }
        return client.lasting[0] + client.lasting[1];
    }

    /** What tells the broker that the machine has been off. */
    private static void wasStartedAnew(Path directory) throws IOException {
        if (Files.exists(directory.resolve("boot-id"))) {
            Files.writeString(directory.resolve("boot-id"), "another");
        }
    }

    private static void check(String name, RawClient connection, Client client) throws IOException {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            var answer =
                    connection.ask(
                            RawClient.POLL, RawClient.pollPayload("s", "t", partition, 0, 10_000));
            if (!client.hasTopic && answer.status() != 0) {
                continue;
            }
            assertThat(answer.status()).as(name).isZero();
            List<Polled> polled = Polled.of(answer.body());
            assertThat(polled).as(name).hasSizeGreaterThanOrEqualTo(client.lasting[partition]);
            for (int i = 0; i < polled.size(); i++) {
                assertThat(polled.get(i))
                        .as(name)
                        .isEqualTo(new Polled(i, client.sent.get(partition).get(i)));
            }
        }
    }

    private static ByteBuf flushPayload(int partition) {
        return RawClient.identifier(RawClient.identifier(Unpooled.buffer(), "s"), "t")
                .writeIntLE(partition)
                .writeByte(1);
    }

    private static EmbeddedBroker broker(PowerLossFileSystem files, boolean enforceFsync) {
        return new EmbeddedBroker(
                BrokerConfig.in(files.root().resolve("iggy"))
                        .withPort(0)
                        .withRoot(ROOT)
                        .withSegmentBytes(3_000)
                        .withEnforceFsync(enforceFsync),
                InstantSource.system());
    }
}
