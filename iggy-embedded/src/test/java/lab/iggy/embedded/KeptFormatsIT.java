package lab.iggy.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipInputStream;
import lab.iggy.embedded.user.Credentials;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Directories that earlier versions left, one of each format: six segments a partition with their
 * indexes, the catalog and stored offsets. The one of format 0 was written by the last version that
 * knew no format.
 */
class KeptFormatsIT {
    private static final Credentials ROOT = new Credentials("iggy", "a-password-of-a-test");
    private static final int BATCHES = 120;
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-03-02T12:00:00Z"));

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_directory_of_each_format_is_read_and_gone_on_with(int format) throws Exception {
        unpack("format-%d.zip".formatted(format));
        assertThat(Files.exists(directory.resolve("format"))).isEqualTo(format > 0);
        for (int start = 0; start < 2; start++) {
            try (var broker = new EmbeddedBroker(config(), CLOCK)) {
                broker.start();
                assertThat(broker.recovery().isClean()).isTrue();
                assertThat(broker.recovery().topics()).isEqualTo(2);
                try (var client = RawClient.loggedIn(broker)) {
                    for (int partition = 0; partition < 2; partition++) {
                        List<String> expected = payloads(partition);
                        if (start == 1) {
                            expected.add("more");
                        }
                        assertThat(payloads(client, partition)).isEqualTo(expected);
                    }
                    assertThat(client.ask(120, offset()).body().getLongLE(12)).isEqualTo(41);
                    if (start == 0) {
                        append(client);
                    }
                }
            }
            assertThat(directory.resolve("format")).hasContent("1");
        }
    }

    private BrokerConfig config() {
        return BrokerConfig.in(directory).withPort(0).withRoot(ROOT).withSegmentBytes(4_096);
    }

    private static void append(RawClient client) throws IOException {
        for (int partition = 0; partition < 2; partition++) {
            var payload = RawClient.sendPayload("crypto", "trades", partition, "more");
            assertThat(client.ask(RawClient.SEND, payload).status()).isZero();
        }
    }

    /** What was sent, by the rule by which it was. */
    private static List<String> payloads(int partition) {
        var payloads = new ArrayList<String>();
        for (int batch = partition; batch < BATCHES; batch += 2) {
            for (int message = 0; message <= batch % 60 % 5; message++) {
                payloads.add(
                        "p%d batch %d message %d %s"
                                .formatted(partition, batch, message, "x".repeat(batch % 7 * 20)));
            }
        }
        return payloads;
    }

    private static List<String> payloads(RawClient client, int partition) throws IOException {
        var polled = new ArrayList<String>();
        while (true) {
            var payload = RawClient.pollPayload("crypto", "trades", partition, polled.size(), 37);
            List<Polled> some = Polled.of(client.ask(RawClient.POLL, payload).body());
            if (some.isEmpty()) {
                return polled;
            }
            for (var message : some) {
                assertThat(message.offset()).isEqualTo(polled.size());
                polled.add(message.payload());
            }
        }
    }

    private static ByteBuf offset() {
        var payload = Unpooled.buffer().writeByte(1).writeByte(1).writeByte(4).writeIntLE(7);
        return RawClient.identifier(RawClient.identifier(payload, "crypto"), "trades")
                .writeByte(1)
                .writeIntLE(1);
    }

    private void unpack(String name) throws IOException {
        try (var in =
                new ZipInputStream(
                        requireNonNull(KeptFormatsIT.class.getResourceAsStream(name), name))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = directory.resolve(entry.getName());
                Files.createDirectories(requireNonNull(file.getParent()));
                Files.write(file, in.readAllBytes());
            }
        }
    }
}
