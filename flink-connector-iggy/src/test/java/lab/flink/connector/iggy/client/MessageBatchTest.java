package lab.flink.connector.iggy.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageBatchTest {

    @Test
    void comes_back_from_its_bytes_and_can_be_added_to() {
        MessageBatch batch = batch(IntStream.range(0, 40));

        MessageBatch read = MessageBatch.ofWire(batch.toWire());
        read.add("more".getBytes(UTF_8), 0, id(99), Map.of());

        assertThat(ids(read))
                .containsExactlyElementsOf(
                        Stream.concat(ids(batch).stream(), Stream.of(id(99))).toList());
        assertThat(Arrays.copyOf(read.toWire(), batch.sizeBytes())).isEqualTo(batch.toWire());
    }

    @Test
    void without_some_ids_keeps_the_others_whole_and_in_order() {
        MessageBatch batch = batch(IntStream.range(0, 40));

        MessageBatch odd =
                batch.without(
                        IntStream.range(0, 20)
                                .mapToObj(i -> id(2 * i))
                                .collect(Collectors.toSet()));

        assertThat(odd.toWire())
                .isEqualTo(batch(IntStream.range(0, 40).filter(i -> i % 2 == 1)).toWire());
        assertThat(batch.without(Set.copyOf(ids(batch))).count()).isZero();
        assertThat(batch.without(Set.of()).toWire()).isEqualTo(batch.toWire());
    }

    @Test
    void refuses_bytes_that_are_cut_within_a_message() {
        byte[] whole = batch(IntStream.range(0, 1)).toWire();
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> MessageBatch.ofWire(cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("batch: the message at byte 0 ends at");
        }
    }

    private static MessageBatch batch(IntStream numbers) {
        var batch = new MessageBatch();
        numbers.forEach(i ->
                batch.add(
                        "x".repeat(i).getBytes(UTF_8),
                        i,
                        id(i),
                        i % 3 == 0 ? Map.of("k", new byte[] {(byte) i}) : Map.of()));
        return batch;
    }

    private static List<UUID> ids(MessageBatch batch) {
        return IntStream.range(0, batch.count()).mapToObj(batch::id).toList();
    }

    private static UUID id(int number) {
        return new UUID(7, number);
    }
}
