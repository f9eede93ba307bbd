package lab.flink.connector.iggy.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import lab.flink.connector.iggy.client.LogEnd;
import lab.flink.connector.iggy.client.MessageBatch;
import lab.flink.connector.iggy.client.OnceAppender.Piece;
import lab.flink.connector.iggy.client.TopicPartition;
import org.junit.jupiter.api.Test;

/**
 * The golden bytes are in users' savepoints: they may be added to by a new version, never changed.
 * {@code src/test/oracle/committable.py} makes them without a line of ours.
 */
class IggyCommittableSerializerTest {

    private static final Path GOLDEN = Path.of("src/test/golden/iggy-committable-v1.bin");

    private final IggyCommittableSerializer serializer = new IggyCommittableSerializer();

    @Test
    void writes_version_1() throws IOException {
        assertThat(serializer.getVersion()).isEqualTo(1);
        assertThat(serializer.serialize(committable())).isEqualTo(Files.readAllBytes(GOLDEN));
    }

    @Test
    void reads_version_1() throws IOException {
        IggyCommittable read = serializer.deserialize(1, Files.readAllBytes(GOLDEN));

        assertThat(read.partition()).isEqualTo(new TopicPartition("crypto", "copies", 2));
        assertThat(read.movable()).isTrue();
        assertThat(read.checkpoint()).isEqualTo(41);
        assertThat(read.sequence()).isEqualTo(3);
        assertThat(read.piece().before()).isEqualTo(new LogEnd(0x6000000000001L, 1_000));
        MessageBatch batch = read.piece().batch();
        assertThat(batch.count()).isEqualTo(2);
        assertThat(batch.id(0)).isEqualTo(id(0));
        assertThat(batch.id(1)).isEqualTo(id(1));
        assertThat(batch.toWire()).isEqualTo(committable().piece().batch().toWire());
    }

    @Test
    void refuses_a_version_of_the_future() {
        assertThatThrownBy(() -> serializer.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("iggy committable: version must be at most 1, was 2");
    }

    @Test
    void refuses_bytes_that_are_cut_short_anywhere() throws IOException {
        byte[] whole = Files.readAllBytes(GOLDEN);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> serializer.deserialize(1, cut))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refuses_messages_that_do_not_fill_their_batch() throws IOException {
        byte[] longer = Files.readAllBytes(GOLDEN);
        int payloadLength = longer.length - 2 - 5 - 4 - 5 - "zwölf €".getBytes(UTF_8).length - 12;
        longer[payloadLength]++;
        assertThatThrownBy(() -> serializer.deserialize(1, longer))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("batch: the message at byte 69 ends at");
    }

    private static IggyCommittable committable() {
        var batch = new MessageBatch();
        batch.add("first".getBytes(UTF_8), 1_700_000_000_000_000L, id(0), Map.of());
        batch.add("zwölf €".getBytes(UTF_8), 0, id(1), Map.of("kind", new byte[] {0, -1}));
        return new IggyCommittable(
                new TopicPartition("crypto", "copies", 2),
                true,
                41,
                3,
                new Piece(new LogEnd(0x6000000000001L, 1_000), batch));
    }

    private static UUID id(int sequence) {
        return new UUID(0x0123456789ABCDEFL, 0xFEDCBA9800000000L + sequence);
    }
}
