package lab.topics.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lab.topics.Bus;
import lab.topics.SendBuffer;
import lab.topics.Topic;
import org.junit.jupiter.api.Test;

class AccumulatorTest {
    private static final ProducerConfig SMALL =
            ProducerConfig.DEFAULT.withBuffer(3, 1_000).withBatch(2, 500);

    private final Accumulator accumulator = new Accumulator();

    @Test
    void heartbeats_travel_after_everything_else() {
        List<Topic> topics = new ArrayList<>();
        for (Accumulator.Group group : accumulator.groups()) {
            topics.add(group.topic());
        }
        assertThat(topics.subList(0, topics.size() - Bus.PARTITIONS))
                .doesNotContain(Topic.HEARTBEATS);
        assertThat(Stream.of(Topic.values())).allMatch(topics::contains);
    }

    @Test
    void nothing_overtakes_a_heartbeat_that_stands_before_a_fence() {
        accumulator.fence();
        accumulator.add(Topic.HEARTBEATS, 1, new byte[10], 1, 0);
        accumulator.add(Topic.TRADES, 0, new byte[10], 2, 0);
        accumulator.fence();
        accumulator.fence();
        accumulator.add(Topic.PRICES, 2, new byte[10], 3, 0);
        assertThat(filled()).containsExactly(Topic.TRADES, Topic.HEARTBEATS, Topic.PRICES);
        assertThat(accumulator.messages()).isEqualTo(3);

        accumulator.clear();
        add(4);
        assertThat(filled()).containsExactly(Topic.TRADES);
    }

    private List<Topic> filled() {
        return accumulator.groups().stream()
                .filter(group -> group.batch().count() > 0)
                .map(Accumulator.Group::topic)
                .toList();
    }

    @Test
    void is_full_by_messages_or_by_bytes_but_takes_one_of_any_size() {
        assertThat(accumulator.isFullFor(new byte[5_000], SMALL)).isFalse();
        add(1);
        assertThat(accumulator.isFullFor(new byte[5_000], SMALL)).isTrue();
        assertThat(accumulator.isFullFor(new byte[10], SMALL)).isFalse();
        add(2);
        add(3);
        assertThat(accumulator.isFullFor(new byte[10], SMALL)).isTrue();
        assertThat(accumulator.last()).isEqualTo(3);
        accumulator.clear();
        assertThat(accumulator.isEmpty()).isTrue();
    }

    @Test
    void a_batch_is_cut_by_messages_and_by_bytes_and_never_into_nothing() {
        var batch = new SendBuffer();
        for (int length : new int[] {10, 10, 900, 10}) {
            batch.add(new byte[length]);
        }
        assertThat(batch.chunkEnd(0, 2, 1_000)).isEqualTo(2);
        assertThat(batch.chunkEnd(0, 10, 160)).isEqualTo(2);
        assertThat(batch.chunkEnd(2, 10, 160)).isEqualTo(3);
        assertThat(batch.chunkEnd(3, 10, 160)).isEqualTo(4);
    }

    private void add(long number) {
        accumulator.add(Topic.TRADES, 0, new byte[10], number, 0);
    }
}
