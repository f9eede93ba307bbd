package lab.flink.connector.iggy.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import lab.flink.connector.iggy.client.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitOwnerTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 12})
    void partitions_of_a_topic_are_spread_evenly(int parallelism) {
        int[] loads = new int[parallelism];
        IntStream.range(0, 24)
                .map(p -> owner("trades", p, parallelism))
                .forEach(owner -> loads[owner]++);

        int least = IntStream.of(loads).min().orElseThrow();
        int most = IntStream.of(loads).max().orElseThrow();
        assertThat(most - least).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void the_owner_depends_on_nothing_but_name_and_parallelism(int parallelism) {
        assertThat(owner("trades", 1, parallelism)).isEqualTo(owner("trades", 1, parallelism));
    }

    private static int owner(String topic, int partition, int parallelism) {
        return IggySourceEnumerator.ownerOf(
                new TopicPartition("crypto", topic, partition), parallelism);
    }
}
