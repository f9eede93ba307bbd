package lab.flink.connector.iggy.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Set;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.config.IggyOffsets.MissingOffsetException;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import lab.flink.connector.iggy.testing.TestConfigs;
import lab.flink.connector.iggy.testing.TestTopic;
import lab.flink.connector.iggy.topic.NameOrId;
import lab.flink.connector.iggy.topic.TopicSelection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionDiscoveryIT {

    @Test
    void what_a_look_had_found_when_it_failed_is_found_again_by_the_next() throws Exception {
        try (var topic = TestTopic.create(2)) {
            topic.send(0, List.of("a"));
            topic.send(1, List.of("b"));
            topic.storeOffset(0, "reader", 0);
            IggySourceConfig config = TestConfigs.source(topic, "reader");
            try (var discovery = new PartitionDiscovery(config, Set.of())) {
                assertThatThrownBy(() -> discovery.discover(IggyOffsets.committed()))
                        .isInstanceOf(MissingOffsetException.class);

                topic.storeOffset(1, "reader", 0);

                assertThat(discovery.discover(IggyOffsets.committed()).added())
                        .extracting(IggyPartitionSplit::splitId)
                        .containsExactly(
                                topic.partition(0).toString(), topic.partition(1).toString());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"s/t/0, true", "s/u/0, false", "s2/t/0, false", "s/t/x/0, false"})
    void a_state_of_another_stream_or_topic_is_refused(String splitId, boolean ours) {
        isRefusedUnless(ours, new NameOrId.Name("s"), TopicSelection.named(List.of("t")), splitId);
    }

    @ParameterizedTest
    @CsvSource({"s/t/0, true", "s/t/x/0, true", "s/at/0, false", "s2/t/0, false"})
    void a_state_of_a_topic_that_does_not_match_is_refused(String splitId, boolean ours) {
        var pattern = new TopicSelection.Matching("t.*");
        isRefusedUnless(ours, new NameOrId.Name("s"), pattern, splitId);
    }

    @ParameterizedTest
    @CsvSource({"s/t/0, true", "s/u/0, true", "s2/t/0, true"})
    void of_what_is_told_by_id_only_the_names_that_are_known_count(String splitId, boolean ours) {
        isRefusedUnless(ours, new NameOrId.Id(1), TopicSelection.named(List.of("t")), splitId);
    }

    private static void isRefusedUnless(
            boolean ours, NameOrId stream, TopicSelection topics, String splitId) {
        IggySourceConfig config = TestConfigs.source(stream, topics, "reader");
        var made = catchThrowable(() -> new PartitionDiscovery(config, Set.of(splitId)).close());
        if (ours) {
            assertThat(made).isNull();
        } else {
            assertThat(made)
                    .hasMessageContaining("its state must be of the same stream and topics")
                    .hasMessageEndingWith("but has " + splitId);
        }
    }
}
