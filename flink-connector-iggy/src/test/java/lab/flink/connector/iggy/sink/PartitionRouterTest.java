package lab.flink.connector.iggy.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PartitionRouterTest {

    private static final int PARTITIONS = 3;

    @Test
    void balanced_stays_until_a_batch_is_closed() {
        var router = new PartitionRouter(new SinkPartitioning.Balanced(), PARTITIONS, 1);

        assertThat(router.partitionOf(message())).isEqualTo(1);
        assertThat(router.partitionOf(message())).isEqualTo(1);
        router.batchClosed(1);
        assertThat(router.partitionOf(message())).isEqualTo(2);
        router.batchClosed(2);
        assertThat(router.partitionOf(message())).isEqualTo(0);
    }

    @Test
    void a_key_decides_and_without_one_it_is_balanced() {
        var router = new PartitionRouter(new SinkPartitioning.ByKey(), PARTITIONS, 0);

        assertThat(router.partitionOf(message().withKey("test-reader".getBytes(UTF_8))))
                .isEqualTo(2);
        assertThat(router.partitionOf(message())).isEqualTo(0);
    }

    @Test
    void fixed_is_the_subtask_modulo_the_partitions() {
        var router = new PartitionRouter(new SinkPartitioning.Fixed(), PARTITIONS, 5);

        router.batchClosed(2);
        assertThat(router.partitionOf(message())).isEqualTo(2);
    }

    @Test
    void a_message_may_name_only_a_partition_that_exists() {
        var router = new PartitionRouter(new SinkPartitioning.ByMessage(), PARTITIONS, 0);

        assertThat(router.partitionOf(message().withPartition(2))).isEqualTo(2);
        assertThatThrownBy(() -> router.partitionOf(message().withPartition(3)))
                .hasMessage("message: partition must be 0 to 2, was 3");
        assertThatThrownBy(() -> router.partitionOf(message()))
                .hasMessage("message: must name its partition, has none");
    }

    private static IggyOutgoingMessage message() {
        return IggyOutgoingMessage.of(new byte[0]);
    }
}
