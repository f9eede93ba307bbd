package lab.flink.connector.iggy.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPartitionerTest {

    /** Hashes computed outside of this project: 2803848889, 271706114, 2237583922, 46947589. */
    @ParameterizedTest
    @CsvSource({"BTC-USD,1", "test-reader,2", "0123456789abcdefXYZ,1", "'',1"})
    void is_the_unsigned_hash_modulo_the_partitions(String key, int partition) {
        assertThat(KeyPartitioner.partition(key.getBytes(UTF_8), 3)).isEqualTo(partition);
    }
}
