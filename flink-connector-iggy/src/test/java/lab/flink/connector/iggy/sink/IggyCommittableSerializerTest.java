package lab.flink.connector.iggy.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import lab.flink.connector.iggy.client.LogEnd;
import lab.flink.connector.iggy.client.MessageBatch;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.OnceAppender.Piece;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.testing.GoldenState;
import org.junit.jupiter.api.Test;

/**
 * The golden bytes are in users' savepoints: they may be added to by a new version, never changed.
 * {@code src/test/oracle/committable.py} makes them without a line of ours.
 */
class IggyCommittableSerializerTest {

    private static final Optional<MessageMark> LAST =
            Optional.of(new MessageMark(0x6000000000007L, -10));

    private final IggyCommittableSerializer serializer = new IggyCommittableSerializer();

    @Test
    void writes_version_2() throws IOException {
        assertThat(serializer.getVersion()).isEqualTo(2);
        assertThat(serializer.serialize(committable())).isEqualTo(golden());
    }

    @Test
    void reads_version_2() throws IOException {
        IggyCommittable read = serializer.deserialize(2, golden());

        assertThat(read.piece().before()).isEqualTo(new LogEnd(0x6000000000001L, 1_000, LAST));
        assertIsTheCommittable(read);
    }

    @Test
    void reads_version_1_which_does_not_know_the_message_before() throws IOException {
        IggyCommittable read = serializer.deserialize(1, GoldenState.of("iggy-committable-v1"));

        assertThat(read.piece().before())
                .isEqualTo(new LogEnd(0x6000000000001L, 1_000, Optional.empty()));
        assertIsTheCommittable(read);
    }

    @Test
    void a_log_of_which_no_last_message_is_known_comes_back() throws IOException {
        var unmarked =
                new IggyCommittable(
                        committable().partition(),
                        false,
                        1,
                        0,
                        new Piece(LogEnd.NONE, committable().piece().batch()));
        IggyCommittable read = serializer.deserialize(2, serializer.serialize(unmarked));
        assertThat(read.piece().before()).isEqualTo(LogEnd.NONE);
    }

    @Test
    void refuses_a_version_of_the_future() {
        assertThatThrownBy(() -> serializer.deserialize(3, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("iggy committable: version must be at most 2, was 3");
    }

    @Test
    void refuses_bytes_that_are_cut_short_anywhere() throws IOException {
        byte[] whole = golden();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> serializer.deserialize(2, cut))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void refuses_messages_that_do_not_fill_their_batch() throws IOException {
        byte[] longer = golden();
        int payloadLength = longer.length - 2 - 5 - 4 - 5 - "zwölf €".getBytes(UTF_8).length - 12;
        longer[payloadLength]++;
        assertThatThrownBy(() -> serializer.deserialize(2, longer))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("batch: the message at byte 69 ends at");
    }

    private static void assertIsTheCommittable(IggyCommittable read) {
        assertThat(read.partition()).isEqualTo(new TopicPartition("crypto", "copies", 2));
        assertThat(read.movable()).isTrue();
        assertThat(read.checkpoint()).isEqualTo(41);
        assertThat(read.sequence()).isEqualTo(3);
        MessageBatch batch = read.piece().batch();
        assertThat(batch.count()).isEqualTo(2);
        assertThat(batch.id(0)).isEqualTo(id(0));
        assertThat(batch.id(1)).isEqualTo(id(1));
        assertThat(batch.toWire()).isEqualTo(committable().piece().batch().toWire());
    }

    private static byte[] golden() throws IOException {
        return GoldenState.of("iggy-committable-v2");
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
                new Piece(new LogEnd(0x6000000000001L, 1_000, LAST), batch));
    }

    private static UUID id(int sequence) {
        return new UUID(0x0123456789ABCDEFL, 0xFEDCBA9800000000L + sequence);
    }
}
