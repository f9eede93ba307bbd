package lab.iggy.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import lab.iggy.embedded.user.Credentials;
import lab.iggy.embedded.wire.MessageLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker in a process of its own is killed in the middle of its work, again and again. */
class KilledBrokerIT {
    private static final Credentials ROOT = new Credentials("root", "secret");
    private static final int PRODUCERS = 3;
    private static final int KILLS = 3;
    private static final int ACKNOWLEDGED_MIN = 300;

    @TempDir Path directory;

    private final Random random = new Random(20_260_301);

    @Test
    void loses_nothing_that_it_acknowledged() throws Exception {
        var acknowledged = new ArrayList<AtomicLong>();
        for (int i = 0; i < PRODUCERS; i++) {
            acknowledged.add(new AtomicLong());
        }
        for (int kill = 0; kill < KILLS; kill++) {
            killAmidst(acknowledged, kill == 0);
            verify(acknowledged);
        }
    }

    private void killAmidst(List<AtomicLong> acknowledged, boolean fresh) throws Exception {
        var process = start();
        var enough = new CountDownLatch(ACKNOWLEDGED_MIN);
        var producers = new ArrayList<Thread>();
        try {
            int port = port(process);
            if (fresh) {
                try (var client = new RawClient(port)) {
                    client.login(ROOT);
                    client.makeTopic("s", "t", PRODUCERS);
                }
            }
            for (int i = 0; i < PRODUCERS; i++) {
                int partition = i;
                var counter = acknowledged.get(i);
                producers.add(
                        Thread.ofVirtual().start(() -> produce(port, partition, counter, enough)));
            }
            assertThat(enough.await(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        for (var producer : producers) {
            producer.join();
        }
    }

    private Process start() throws IOException {
        var command =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StandaloneBroker.class.getName(),
                        directory.toString(),
                        "0");
        command.environment().put("IGGY_ROOT_USERNAME", ROOT.username());
        command.environment().put("IGGY_ROOT_PASSWORD", ROOT.password());
        return command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static int port(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("listening on ")) {
                return Integer.parseInt(line.substring("listening on ".length()));
            }
        }
        throw new EOFException("broker ended before it listened");
    }

    /**
     * Sends numbered messages in batches until the broker is gone; what it said yes to is counted.
     */
    private void produce(int port, int partition, AtomicLong counter, CountDownLatch enough) {
        try (var client = new RawClient(port)) {
            client.login(ROOT);
            for (long next = counter.get(); ; ) {
                var batch = new String[1 + random.nextInt(20)];
                for (int i = 0; i < batch.length; i++) {
                    batch[i] = "message " + (next + i) + " " + "x".repeat(random.nextInt(2_000));
                }
                var payload = RawClient.sendPayload("s", "t", partition, batch);
                if (client.ask(RawClient.SEND, payload).status() != 0) {
                    throw new IllegalStateException("send refused");
                }
                next += batch.length;
                counter.set(next);
                enough.countDown();
            }
        } catch (IOException e) {
            // The broker was killed: what was sent last may be there or not.
        }
    }

    private void verify(List<AtomicLong> acknowledged) throws IOException {
        var config = BrokerConfig.in(directory).withPort(0).withRoot(ROOT);
        try (var broker = new EmbeddedBroker(config, InstantSource.system())) {
            broker.start();
            try (var client = RawClient.loggedIn(broker)) {
                for (int partition = 0; partition < PRODUCERS; partition++) {
                    long found = count(client, partition);
                    assertThat(found).isGreaterThanOrEqualTo(acknowledged.get(partition).get());
                    // A batch that was not acknowledged may have been kept: the next ones follow
                    // it.
                    acknowledged.get(partition).set(found);
                }
            }
        }
    }

    /** Reads a partition to its end; its messages must be numbered without a gap. */
    private static long count(RawClient client, int partition) throws IOException {
        long next = 0;
        while (true) {
            var body =
                    client.ask(
                                    RawClient.POLL,
                                    RawClient.pollPayload("s", "t", partition, next, 500))
                            .body();
            body.skipBytes(16);
            if (!body.isReadable()) {
                return next;
            }
            while (body.isReadable()) {
                check(body, next);
                next++;
            }
        }
    }

    private static void check(ByteBuf body, long expected) {
        int start = body.readerIndex();
        int length = body.getIntLE(start + MessageLayout.PAYLOAD_LENGTH);
        assertThat(body.getLongLE(start + MessageLayout.OFFSET)).isEqualTo(expected);
        var text =
                body.toString(start + MessageLayout.HEADER_BYTES, length, StandardCharsets.UTF_8);
        assertThat(text).startsWith("message " + expected + " ");
        body.skipBytes(MessageLayout.HEADER_BYTES + length);
    }

    @Test
    void keeps_consumer_offsets_and_the_catalog() throws Exception {
        var process = start();
        try {
            try (var client = new RawClient(port(process))) {
                client.login(ROOT);
                client.makeTopic("s", "t", 2);
                client.ask(RawClient.SEND, RawClient.sendPayload("s", "t", 1, "a", "b", "c"));
                assertThat(client.ask(121, offset(1).writeLongLE(2)).status()).isZero();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        var config = BrokerConfig.in(directory).withPort(0).withRoot(ROOT);
        try (var broker = new EmbeddedBroker(config, InstantSource.system())) {
            broker.start();
            assertThat(broker.recovery().isClean()).isTrue();
            try (var client = RawClient.loggedIn(broker)) {
                var stored = client.ask(120, offset(1)).body();
                assertThat(stored.getIntLE(0)).isEqualTo(1);
                assertThat(stored.getLongLE(4)).isEqualTo(2);
                assertThat(stored.getLongLE(12)).isEqualTo(2);
            }
        }
    }

    private static ByteBuf offset(int partition) {
        var payload = Unpooled.buffer().writeByte(1).writeByte(1).writeByte(4).writeIntLE(9);
        return RawClient.identifier(RawClient.identifier(payload, "s"), "t")
                .writeByte(1)
                .writeIntLE(partition);
    }
}
