package lab.flink.connector.iggy.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import lab.flink.connector.iggy.testing.GoldenState;
import org.junit.jupiter.api.Test;

/** These bytes are in users' savepoints: they may be added to by a new version, never changed. */
class IggyEnumeratorStateSerializerTest {

    private static final IggyEnumeratorState STATE =
            new IggyEnumeratorState(
                    Set.of("s/t/1", "s/t/0"),
                    List.of(
                            new IggyPartitionSplit(
                                    new TopicPartition("s", "t", 2),
                                    9,
                                    5,
                                    OptionalLong.empty(),
                                    Optional.empty())),
                    true);

    private final IggyEnumeratorStateSerializer serializer = new IggyEnumeratorStateSerializer();

    @Test
    void writes_version_1() throws IOException {
        assertThat(serializer.getVersion()).isEqualTo(1);
        assertThat(serializer.serialize(STATE))
                .isEqualTo(GoldenState.of("iggy-enumerator-v1-of-split-v2"));
    }

    @Test
    void reads_version_1() throws IOException {
        assertThat(serializer.deserialize(1, GoldenState.of("iggy-enumerator-v1-of-split-v1")))
                .isEqualTo(STATE);
        assertThat(serializer.deserialize(1, GoldenState.of("iggy-enumerator-v1-of-split-v2")))
                .isEqualTo(STATE);
    }

    @Test
    void refuses_a_version_of_the_future() {
        assertThatThrownBy(() -> serializer.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("iggy enumerator state: version must be at most 1, was 2");
    }
}
