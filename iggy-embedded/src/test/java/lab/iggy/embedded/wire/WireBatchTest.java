package lab.iggy.embedded.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WireBatchTest {
    private final ByteBuffer indexes = Batches.indexes("abc", "defg");
    private final ByteBuffer messages = Batches.messages("abc", "defg");

    private void refused(ErrorCode code) {
        assertThatThrownBy(() -> WireBatch.checked(indexes, messages, 2, new SplittableRandom(1)))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void gives_an_id_to_messages_that_have_none_and_keeps_the_others() {
        messages.putLong(67 + MessageLayout.ID_LOW, 42);
        var batch = WireBatch.checked(indexes, messages, 2, new SplittableRandom(1));

        assertThat(batch.bytes().getLong(MessageLayout.ID_LOW)).isNotZero();
        assertThat(batch.bytes().getLong(67 + MessageLayout.ID_LOW)).isEqualTo(42);
        assertThat(batch.bytes().getLong(67 + MessageLayout.ID_HIGH)).isZero();
    }

    @Test
    void refuses_a_batch_without_messages() {
        assertThatThrownBy(() ->
                        WireBatch.checked(
                                ByteBuffer.allocate(0),
                                ByteBuffer.allocate(0),
                                0,
                                new SplittableRandom(1)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MESSAGES_COUNT));
    }

    @Test
    void refuses_indexes_that_claim_offsets_or_times() {
        indexes.putInt(16, 1);
        refused(ErrorCode.NON_ZERO_OFFSET);
        indexes.putInt(16, 0).putLong(24, 1);
        refused(ErrorCode.NON_ZERO_TIMESTAMP);
    }

    @Test
    void refuses_positions_that_go_back_or_out_of_the_body() {
        indexes.putInt(20, 10);
        refused(ErrorCode.DECREASING_POSITION);
        indexes.putInt(20, 135).putInt(4, 100_000);
        refused(ErrorCode.BROKEN_MESSAGE_BOUNDARY);
        indexes.putInt(4, 70);
        refused(ErrorCode.BROKEN_MESSAGE_BOUNDARY);
        indexes.putInt(4, 20);
        refused(ErrorCode.BROKEN_MESSAGE_BOUNDARY);
    }

    @Test
    void takes_the_last_message_to_end_where_the_body_does() {
        indexes.putInt(20, 100_000);
        var batch = WireBatch.checked(indexes, messages, 2, new SplittableRandom(1));

        assertThat(batch.count()).isEqualTo(2);
    }

    @Test
    void refuses_messages_that_are_not_as_long_as_their_index_says() {
        messages.putInt(MessageLayout.PAYLOAD_LENGTH, 4);
        refused(ErrorCode.BROKEN_MESSAGE_BOUNDARY);
        messages.putInt(MessageLayout.PAYLOAD_LENGTH, 64_000_001);
        refused(ErrorCode.TOO_BIG_PAYLOAD);
        messages.putInt(MessageLayout.PAYLOAD_LENGTH, 3);
        messages.putInt(MessageLayout.HEADERS_LENGTH, 100_001);
        refused(ErrorCode.TOO_BIG_USER_HEADERS);
    }

    @Test
    void refuses_a_body_that_is_longer_than_its_messages() {
        assertThatThrownBy(() -> WireBatch.checked(indexes, messages, 1, new SplittableRandom(1)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_MESSAGES_SIZE));
    }
}
