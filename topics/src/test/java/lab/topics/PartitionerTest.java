package lab.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionerTest {
    @ParameterizedTest
    @CsvSource({
        "BTC-USD, 1",
        "ETH-USD, 1",
        "SOL-USD, 0",
        "DOGE-USD, 0",
        "AVAX-USD, 0",
        "LINK-USD, 1",
        "coinbase, 0",
        "account-long-enough-for-lanes, 0"
    })
    void a_key_has_always_the_same_partition(String key, int partition) {
        assertThat(Partitioner.partition(key, Bus.PARTITIONS)).isEqualTo(partition);
    }

    @Test
    void keys_are_spread_over_all_partitions() {
        int[] counts = new int[Bus.PARTITIONS];
        for (int i = 0; i < 3_000; i++) {
            counts[Partitioner.partition("account-" + i, Bus.PARTITIONS)]++;
        }
        assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count > 900 && count < 1_100);
    }
}
