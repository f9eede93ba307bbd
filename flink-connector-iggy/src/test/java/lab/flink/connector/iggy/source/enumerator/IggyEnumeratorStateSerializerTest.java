package lab.flink.connector.iggy.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lab.flink.connector.iggy.client.TopicPartition;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import org.junit.jupiter.api.Test;

/** These bytes are in users' savepoints: they may be added to by a new version, never changed. */
class IggyEnumeratorStateSerializerTest {

    private static final String VERSION_1 =
            "01"
                    + "00000002"
                    + "0005732f742f30"
                    + "0005732f742f31"
                    + "00000001"
                    + "00000001"
                    + "0000001b"
                    + "000173"
                    + "000174"
                    + "00000002"
                    + "0000000000000009"
                    + "0000000000000005"
                    + "00";

    /** The same with splits of version 2. */
    private static final String WITH_SPLITS_2 =
            VERSION_1.replace("0000000100000001" + "0000001b", "0000000200000001" + "0000001c")
                    + "00";

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
        assertThat(HexFormat.of().formatHex(serializer.serialize(STATE))).isEqualTo(WITH_SPLITS_2);
    }

    @Test
    void reads_version_1() throws IOException {
        assertThat(serializer.deserialize(1, HexFormat.of().parseHex(VERSION_1))).isEqualTo(STATE);
        assertThat(serializer.deserialize(1, HexFormat.of().parseHex(WITH_SPLITS_2)))
                .isEqualTo(STATE);
    }

    @Test
    void refuses_a_version_of_the_future() {
        assertThatThrownBy(() -> serializer.deserialize(2, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("iggy enumerator state: version must be at most 1, was 2");
    }
}
