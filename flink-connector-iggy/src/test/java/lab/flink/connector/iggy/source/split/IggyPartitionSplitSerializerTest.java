package lab.flink.connector.iggy.source.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import lab.flink.connector.iggy.client.MessageMark;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.testing.GoldenState;
import org.junit.jupiter.api.Test;

/** These bytes are in users' savepoints: they may be added to by a new version, never changed. */
class IggyPartitionSplitSerializerTest {

    private static final IggyPartitionSplit SPLIT =
            new IggyPartitionSplit(
                    new TopicPartition("crypto", "trades", 2),
                    0x6000000000001L,
                    42,
                    OptionalLong.of(100),
                    Optional.of(new MessageMark(0x6000000000007L, -10)));

    private final IggyPartitionSplitSerializer serializer = new IggyPartitionSplitSerializer();

    @Test
    void writes_version_2() throws IOException {
        assertThat(serializer.getVersion()).isEqualTo(2);
        assertThat(serializer.serialize(SPLIT)).isEqualTo(GoldenState.of("iggy-split-v2"));
    }

    @Test
    void reads_version_1_which_does_not_know_the_message_before() throws IOException {
        var unmarked =
                new IggyPartitionSplit(
                        SPLIT.partition(),
                        SPLIT.logCreatedMicros(),
                        SPLIT.nextOffset(),
                        SPLIT.stopOffset(),
                        Optional.empty());
        assertThat(serializer.deserialize(1, GoldenState.of("iggy-split-v1"))).isEqualTo(unmarked);
    }

    @Test
    void reads_version_2() throws IOException {
        assertThat(serializer.deserialize(2, GoldenState.of("iggy-split-v2"))).isEqualTo(SPLIT);
    }

    @Test
    void an_unbounded_split_comes_back() throws IOException {
        var unbounded =
                new IggyPartitionSplit(
                        SPLIT.partition(), 1, 0, OptionalLong.empty(), Optional.empty());
        assertThat(serializer.deserialize(2, serializer.serialize(unbounded))).isEqualTo(unbounded);
    }

    @Test
    void refuses_a_version_of_the_future() {
        assertThatThrownBy(() -> serializer.deserialize(3, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("iggy split: version must be at most 2, was 3");
    }
}
