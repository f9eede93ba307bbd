package lab.flink.connector.iggy.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import lab.flink.connector.iggy.testing.GoldenFrames;
import org.junit.jupiter.api.Test;

class PolledMessagesTest {

    private static final TopicPartition PARTITION = new TopicPartition("s", "t", 2);

    @Test
    void reads_back_what_a_batch_says() throws IggyException {
        var id = new UUID(1, 2);
        var batch = new MessageBatch(1);
        batch.add("first".getBytes(UTF_8), 11, id, Map.of("k", new byte[] {7}));
        batch.add(new byte[0], 12, null, Map.of());

        try (var messages = new PolledMessages(PARTITION, answer(2, 99, batch))) {
            assertThat(messages.count()).isEqualTo(2);
            assertThat(messages.headOffset()).isEqualTo(99);
            assertThat(messages.next()).isTrue();
            assertThat(messages.payload()).asString(UTF_8).isEqualTo("first");
            assertThat(messages.originTimestampMicros()).isEqualTo(11);
            assertThat(messages.id()).isEqualTo(id);
            assertThat(messages.headers()).containsOnlyKeys("k").containsEntry("k", new byte[] {7});
            assertThat(messages.next()).isTrue();
            assertThat(messages.payload()).isEmpty();
            assertThat(messages.headers()).isEmpty();
            assertThat(messages.next()).isFalse();
            messages.rewind();
            assertThat(messages.next()).isTrue();
            assertThat(messages.payload()).asString(UTF_8).isEqualTo("first");
        }
    }

    /** What is put back from elsewhere, with its offset and its stamp, may have a new id. */
    @Test
    void a_message_is_known_by_stamp_offset_and_body() throws IggyException {
        MessageMark mark = mark("body", new UUID(1, 2), 7, 11);

        assertThat(mark("body", new UUID(3, 4), 7, 11)).isEqualTo(mark);
        assertThat(mark("bodY", new UUID(1, 2), 7, 11)).isNotEqualTo(mark);
        assertThat(mark("body", new UUID(1, 2), 8, 11)).isNotEqualTo(mark);
        assertThat(mark("body", new UUID(1, 2), 7, 12)).isNotEqualTo(mark);
    }

    private static MessageMark mark(String body, UUID id, long offset, long timestampMicros)
            throws IggyException {
        var batch = new MessageBatch(1);
        batch.add("before".getBytes(UTF_8), 0, null, Map.of());
        batch.add(body.getBytes(UTF_8), 0, id, Map.of());
        ByteBuf bytes = answer(2, offset, batch);
        int second = bytes.writerIndex() - Wire.MESSAGE_HEADER_BYTES - body.getBytes(UTF_8).length;
        bytes.setLongLE(second + Wire.OFFSET_AT, offset);
        bytes.setLongLE(second + Wire.TIMESTAMP_AT, timestampMicros);
        try (var messages = new PolledMessages(PARTITION, bytes)) {
            messages.next();
            messages.next();
            assertThat(messages.lastMark()).isEqualTo(messages.mark());
            return messages.mark();
        }
    }

    @Test
    void does_not_take_another_partitions_answer_for_its_own() {
        assertThatThrownBy(() -> new PolledMessages(PARTITION, answer(1, 0, new MessageBatch())))
                .isInstanceOf(IggyException.class)
                .hasMessage("poll of s/t/2: the answer is for partition 1");
    }

    @Test
    void refuses_an_answer_cut_short_anywhere() {
        var batch = new MessageBatch();
        batch.add("payload".getBytes(UTF_8), 0, null, Map.of("k", new byte[] {7}));
        ByteBuf whole = answer(2, 0, batch);
        for (int length = 0; length < whole.readableBytes(); length++) {
            ByteBuf cut = whole.copy(0, length);
            if (length == 16) {
                continue; // no messages: an answer in its own right
            }
            assertThatThrownBy(() -> new PolledMessages(PARTITION, cut))
                    .isInstanceOf(IggyException.class);
        }
    }

    @Test
    void refuses_lengths_that_make_no_sense() {
        var batch = new MessageBatch();
        batch.add("payload".getBytes(UTF_8), 0, null, Map.of());
        for (int nonsense : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 8}) {
            ByteBuf answer = answer(2, 0, batch);
            answer.setIntLE(16 + Wire.PAYLOAD_LENGTH_AT, nonsense);
            assertThatThrownBy(() -> new PolledMessages(PARTITION, answer))
                    .isInstanceOf(IggyException.class)
                    .hasMessageContaining("cut short");
        }
    }

    @Test
    void refuses_an_answer_with_another_number_of_messages_than_it_says() {
        var batch = new MessageBatch();
        batch.add("payload".getBytes(UTF_8), 0, null, Map.of());
        for (int count : new int[] {-1, 0, 2, Integer.MAX_VALUE}) {
            ByteBuf answer = answer(2, 0, batch);
            answer.setIntLE(12, count);
            assertThatThrownBy(() -> new PolledMessages(PARTITION, answer))
                    .isInstanceOf(IggyException.class)
                    .hasMessage("poll of s/t/2: the answer says %d messages and has 1", count);
        }
    }

    @Test
    void refuses_offsets_that_do_not_rise() {
        var batch = new MessageBatch();
        batch.add("one".getBytes(UTF_8), 0, null, Map.of());
        batch.add("two".getBytes(UTF_8), 0, null, Map.of());
        for (long second : new long[] {4, 5}) {
            ByteBuf answer = answer(2, 9, batch);
            answer.setLongLE(16 + Wire.OFFSET_AT, 5);
            int next = 16 + Wire.MESSAGE_HEADER_BYTES + "one".length();
            answer.setLongLE(next + Wire.OFFSET_AT, second);
            assertThatThrownBy(() -> new PolledMessages(PARTITION, answer))
                    .isInstanceOf(IggyException.class)
                    .hasMessage("poll of s/t/2: the answer has offset %d behind 5", second);
        }
    }

    /** Recorded from a server 0.8.0, see the head of the file. */
    @Test
    void refuses_what_a_real_server_answers_of_a_log_that_it_has_damaged() throws IOException {
        var partition = new TopicPartition("s", "t", 0);
        assertThatThrownBy(() ->
                        new PolledMessages(
                                partition, Unpooled.wrappedBuffer(GoldenFrames.damagedLog())))
                .isInstanceOfSatisfying(
                        IggyException.class, e -> assertThat(e.isDamaged()).as("%s", e).isTrue())
                .hasMessage("poll of s/t/0: a message is cut short");
    }

    /** Recorded from a server 0.8.0, see the head of the file. */
    @Test
    void refuses_what_a_real_server_goes_on_giving_of_a_topic_that_was_purged() throws IOException {
        var partition = new TopicPartition("s", "t", 0);
        assertThatThrownBy(() ->
                        new PolledMessages(
                                partition, Unpooled.wrappedBuffer(GoldenFrames.purgedTopic())))
                .isInstanceOfSatisfying(
                        IggyException.class, e -> assertThat(e.isDamaged()).as("%s", e).isTrue())
                .hasMessage("poll of s/t/0: the answer has offset 2 and says that the newest is 0");
    }

    private static ByteBuf answer(int partition, long head, MessageBatch batch) {
        ByteBuf answer = Unpooled.buffer();
        answer.writeIntLE(partition).writeLongLE(head).writeIntLE(batch.count());
        int first = answer.writerIndex();
        batch.writeTo(answer);
        for (int message = 0; message < batch.count(); message++) {
            int start = first + (message == 0 ? 0 : batch.endOf(message - 1));
            answer.setLongLE(start + Wire.OFFSET_AT, message);
        }
        return answer;
    }
}
