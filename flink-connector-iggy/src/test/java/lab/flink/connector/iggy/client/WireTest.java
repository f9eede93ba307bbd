package lab.flink.connector.iggy.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import lab.flink.connector.iggy.client.TopicInfo.PartitionInfo;
import lab.flink.connector.iggy.topic.NameOrId;
import org.junit.jupiter.api.Test;

/** Bytes by hand after the protocol's description. */
class WireTest {

    private static final TopicPartition PARTITION = new TopicPartition("s", "t", 2);

    @Test
    void a_poll_names_consumer_place_and_count_and_commits_nothing() {
        assertHex(
                Wire.poll(PARTITION, "c", new PollFrom.Offset(0x1122), 3),
                "01"
                        + "020163"
                        + "020173"
                        + "020174"
                        + "01"
                        + "02000000"
                        + "01"
                        + "2211000000000000"
                        + "03000000"
                        + "00");
    }

    @Test
    void a_login_by_token_says_the_token_and_nothing_else() {
        var login = new Credentials.Login.AccessToken("abc");

        assertThat(Wire.loginCommand(login)).isEqualTo(44);
        assertHex(Wire.login(login), "03616263");
    }

    @Test
    void a_topic_is_asked_for_by_name_or_by_number() {
        assertHex(
                Wire.getTopic(new NameOrId.Name("7"), new NameOrId.Name("t")), "020137" + "020174");
        assertHex(
                Wire.getTopic(new NameOrId.Id(7), new NameOrId.Id(0xFFFF_FFFFL)),
                "010407000000" + "0104ffffffff");
    }

    @Test
    void offsets_are_stored_and_asked_for_by_named_consumer_and_partition() {
        assertHex(
                Wire.storeOffset(PARTITION, "c", 7),
                "01" + "020163" + "020173" + "020174" + "01" + "02000000" + "0700000000000000");
        assertHex(
                Wire.getOffset(PARTITION, "c"),
                "01" + "020163" + "020173" + "020174" + "01" + "02000000");
    }

    @Test
    void a_batch_is_sent_with_its_index_and_the_length_of_what_comes_before() {
        var batch = new MessageBatch(1);
        batch.add("ab".getBytes(UTF_8), 5, new UUID(0x0102, 0x0304), Map.of());
        batch.add("c".getBytes(UTF_8), 0, null, Map.of("k", "v".getBytes(UTF_8)));

        String header =
                "0000000000000000"
                        + "04030000000000000201000000000000"
                        + "0000000000000000"
                        + "0000000000000000"
                        + "0500000000000000"
                        + "00000000"
                        + "02000000"
                        + "0000000000000000";
        String second =
                "00".repeat(48)
                        + "0c000000"
                        + "01000000"
                        + "0000000000000000"
                        + "63"
                        + "02"
                        + "01000000"
                        + "6b"
                        + "01"
                        + "01000000"
                        + "76";
        assertHex(
                Wire.send(PARTITION, batch),
                "10000000"
                        + "020173"
                        + "020174"
                        + "02"
                        + "04"
                        + "02000000"
                        + "02000000"
                        + "00000000"
                        + "42000000"
                        + "0000000000000000"
                        + "00000000"
                        + "8f000000"
                        + "0000000000000000"
                        + header
                        + "6162"
                        + second);
    }

    @Test
    void names_that_the_protocol_cannot_carry_are_refused() {
        assertThatThrownBy(() ->
                        Wire.getTopic(new NameOrId.Name("s"), new NameOrId.Name("x".repeat(256))))
                .hasMessage("topic: must be 1 to 255 bytes of UTF-8, was 256");
        assertThatThrownBy(() -> Wire.getTopic(new NameOrId.Name(""), new NameOrId.Name("t")))
                .hasMessage("name: must not be blank");
    }

    @Test
    void a_name_is_measured_in_bytes() {
        assertHex(
                Wire.getTopic(new NameOrId.Name("s"), new NameOrId.Name("ü")),
                "020173" + "0202c3bc");
    }

    @Test
    void a_topic_is_read_with_all_its_partitions() {
        ByteBuf in = Unpooled.buffer();
        in.writeIntLE(9).writeLongLE(1).writeIntLE(2);
        in.writeLongLE(0).writeByte(1).writeLongLE(0).writeByte(1).writeLongLE(0).writeLongLE(0);
        in.writeByte(200).writeBytes(new byte[200]);
        in.writeIntLE(0)
                .writeLongLE(77)
                .writeIntLE(1)
                .writeLongLE(41)
                .writeLongLE(0)
                .writeLongLE(42);
        in.writeIntLE(1).writeLongLE(78).writeIntLE(1).writeLongLE(0).writeLongLE(0).writeLongLE(0);

        TopicInfo topic = Wire.readTopic(in);

        assertThat(topic.partitions())
                .isEqualTo(
                        List.of(new PartitionInfo(0, 77, 41, 42), new PartitionInfo(1, 78, 0, 0)));
        assertThat(topic.partitions())
                .extracting(PartitionInfo::nextOffset)
                .containsExactly(42L, 0L);
    }

    @Test
    void a_topic_of_more_partitions_than_its_answer_has_is_refused() {
        for (int count : new int[] {-1, 3, Integer.MAX_VALUE}) {
            ByteBuf in = Unpooled.buffer().writeZero(12).writeIntLE(count).writeZero(34);
            in.writeByte(1).writeByte('t').writeZero(80);
            assertThatThrownBy(() -> Wire.readTopic(in))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "topic: the answer says %d partitions and has 80 bytes for them",
                            count);
        }
    }

    @Test
    void one_message_and_none_are_told_apart_though_both_have_head_0() {
        assertThat(new PartitionInfo(0, 0, 0, 1).nextOffset()).isEqualTo(1);
        assertThat(new PartitionInfo(0, 0, 0, 0).nextOffset()).isZero();
        assertThat(new PartitionInfo(0, 0, 5, 0).nextOffset()).isEqualTo(6); // all expired
    }

    @Test
    void an_empty_answer_means_that_no_offset_is_stored() {
        ByteBuf stored = Unpooled.buffer().writeIntLE(0).writeLongLE(9).writeLongLE(4);

        assertThat(Wire.readStoredOffset(Unpooled.EMPTY_BUFFER)).isEqualTo(OptionalLong.empty());
        assertThat(Wire.readStoredOffset(stored)).isEqualTo(OptionalLong.of(4));
    }

    private static void assertHex(ByteBuf actual, String expected) {
        assertThat(ByteBufUtil.hexDump(actual)).isEqualTo(expected);
    }
}
