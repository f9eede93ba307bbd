package lab.flink.connector.iggy.testing;

import java.time.Duration;
import java.util.List;
import lab.flink.connector.iggy.source.config.DecodeErrorPolicy;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.source.config.PollConfig;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.topic.NameOrId;
import lab.flink.connector.iggy.topic.TopicSelection;

/** What a source is told, for tests of its parts. */
public final class TestConfigs {

    private TestConfigs() {}

    /** An unbounded source of the topic, from what this consumer has stored. */
    public static IggySourceConfig source(TestTopic topic, String consumer) {
        return source(
                new NameOrId.Name(topic.stream()),
                TopicSelection.named(List.of(topic.topic())),
                consumer);
    }

    /** The same of these topics. */
    public static IggySourceConfig source(NameOrId stream, TopicSelection topics, String consumer) {
        return new IggySourceConfig(
                TestServer.shared().connection(),
                stream,
                topics,
                consumer,
                IggyOffsets.committed(),
                null,
                Duration.ZERO,
                false,
                true,
                PollConfig.DEFAULT,
                DataLossPolicy.FAIL,
                new DecodeErrorPolicy.Fail());
    }
}
