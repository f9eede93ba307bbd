package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PollAnswerTest {
    private static final int PARTITION = 2;

    private static ByteBuf answer(int count, String... payloads) {
        ByteBuf answer = Unpooled.buffer();
        answer.writeIntLE(PARTITION).writeLongLE(99).writeIntLE(count);
        long offset = 40;
        for (String payload : payloads) {
            byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
            int at = answer.writerIndex();
            answer.writeZero(64).writeBytes(bytes).writeBytes(new byte[] {1, 2, 3});
            answer.setLongLE(at + 24, offset++);
            answer.setLongLE(at + 32, 1_700_000_000_000_000L);
            answer.setIntLE(at + 48, 3);
            answer.setIntLE(at + 52, bytes.length);
        }
        return answer;
    }

    private static List<BusMessage> read(ByteBuf answer) throws BusException {
        return PollAnswer.read(Topic.TRADES, PARTITION, answer);
    }

    private static void isRefused(ByteBuf answer, String culprit) {
        assertThatThrownBy(() -> read(answer))
                .isInstanceOf(BusException.class)
                .hasMessageStartingWith("poll of trades/2: its answer must agree with itself")
                .hasMessageContaining(culprit);
    }

    @Test
    void reads_messages_and_passes_over_their_headers() throws BusException {
        List<BusMessage> messages = read(answer(2, "first", "second"));

        assertThat(messages).extracting(BusMessage::offset).containsExactly(40L, 41L);
        assertThat(messages)
                .extracting(message -> new String(message.payload(), StandardCharsets.UTF_8))
                .containsExactly("first", "second");
        assertThat(read(answer(0))).isEmpty();
    }

    @Test
    void refuses_an_answer_that_is_cut_at_whatever_byte() {
        ByteBuf whole = answer(2, "first", "second");
        for (int length = 0; length < whole.readableBytes(); length++) {
            isRefused(whole.copy(0, length), "");
        }
    }

    @Test
    void refuses_lengths_that_are_negative_or_reach_behind_the_answer() {
        for (int at : new int[] {48, 52}) {
            for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 20}) {
                ByteBuf answer = answer(1, "first");
                answer.setIntLE(16 + at, length);
                isRefused(answer, "bytes left for a message of");
            }
        }
    }

    @Test
    void refuses_another_number_of_messages_than_it_says() {
        isRefused(answer(-1, "a"), "says -1 messages");
        isRefused(answer(Integer.MAX_VALUE, "a"), "says 2147483647 messages");
        isRefused(answer(2, "a"), "says 2 messages");
        isRefused(answer(0, "a"), "goes on by 68 bytes behind its 0 messages");
    }

    @Test
    void refuses_another_partition_offsets_that_go_back_and_times_before_1970() {
        ByteBuf other = answer(1, "a");
        other.setIntLE(0, 1);
        isRefused(other, "is for partition 1");

        ByteBuf back = answer(2, "a", "b");
        back.setLongLE(16 + 68 + 24, 40);
        isRefused(back, "has offset 40 behind 40");

        ByteBuf purged = answer(2, "a", "b");
        purged.setLongLE(4, 40);
        isRefused(purged, "has offset 41 and says that the newest is 40");

        ByteBuf early = answer(1, "a");
        early.setLongLE(16 + 32, -1);
        isRefused(early, "of -1 microseconds");
    }

    @Test
    void refuses_garbage_without_any_other_exception() {
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            ByteBuf answer = answer(2, "first", "second");
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                answer.setByte(random.nextInt(answer.readableBytes()), random.nextInt());
            }
            try {
                assertThat(read(answer)).hasSize(2);
            } catch (BusException e) {
                assertThat(e).hasMessageContaining("must agree with itself");
            }
        }
    }
}
