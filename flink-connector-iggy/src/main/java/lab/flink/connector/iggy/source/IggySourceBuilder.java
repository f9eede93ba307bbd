// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.source.config.DecodeErrorPolicy;
import lab.flink.connector.iggy.source.config.IggyOffsets;
import lab.flink.connector.iggy.source.config.IggySourceConfig;
import lab.flink.connector.iggy.source.config.PollConfig;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.source.message.IggyDeserializationSchema;
import lab.flink.connector.iggy.topic.NameOrId;
import lab.flink.connector.iggy.topic.TopicSelection;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/** Builds an {@link IggySource}; what is not said has the default of the SQL option. */
@PublicEvolving
public final class IggySourceBuilder<T> {

    public static final Duration DEFAULT_DISCOVERY_INTERVAL = Duration.ofSeconds(30);

    private @Nullable ConnectionConfig connection;
    private @Nullable IggyDeserializationSchema<T> schema;
    private @Nullable String consumerName;
    private @Nullable IggyOffsets stop;
    private @Nullable NameOrId stream;
    private @Nullable TopicSelection topics;
    private IggyOffsets start = IggyOffsets.earliest();
    private Duration discoveryInterval = DEFAULT_DISCOVERY_INTERVAL;
    private boolean awaitTopic;
    private boolean commitOffsets = true;
    private PollConfig poll = PollConfig.DEFAULT;
    private DataLossPolicy onDataLoss = DataLossPolicy.FAIL;
    private DecodeErrorPolicy onDecodeError = new DecodeErrorPolicy.Fail();

    IggySourceBuilder() {}

    public IggySourceBuilder<T> connection(ConnectionConfig value) {
        connection = value;
        return this;
    }

    public IggySourceBuilder<T> stream(String value) {
        stream = new NameOrId.Name(value);
        return this;
    }

    /** In place of its name: the number that the server has given to the stream. */
    public IggySourceBuilder<T> streamId(long value) {
        stream = new NameOrId.Id(value);
        return this;
    }

    public IggySourceBuilder<T> topics(String... values) {
        topics = TopicSelection.named(List.of(values));
        return this;
    }

    /** In place of their names: the numbers that the server has given to the topics. */
    public IggySourceBuilder<T> topicIds(long... values) {
        topics =
                new TopicSelection.Listed(
                        Arrays.stream(values).mapToObj(NameOrId.Id::new).toList());
        return this;
    }

    /** All topics whose whole name matches, also those that are made later. */
    public IggySourceBuilder<T> topicPattern(String regex) {
        topics = new TopicSelection.Matching(regex);
        return this;
    }

    /** Under this name offsets are stored in Iggy after checkpoints. */
    public IggySourceBuilder<T> consumerName(String value) {
        consumerName = value;
        return this;
    }

    /** Where to start without a checkpoint. */
    public IggySourceBuilder<T> startingFrom(IggyOffsets value) {
        start = value;
        return this;
    }

    /** Makes the source bounded: it reads up to but without these offsets, and ends. */
    public IggySourceBuilder<T> until(IggyOffsets value) {
        stop = value;
        return this;
    }

    /** How often to look for new partitions; zero for never. */
    public IggySourceBuilder<T> discoveryInterval(Duration value) {
        discoveryInterval = value;
        return this;
    }

    /**
     * Waits for ever for server and topics to appear, not only as long as the retry policy says.
     */
    public IggySourceBuilder<T> awaitTopic(boolean value) {
        awaitTopic = value;
        return this;
    }

    public IggySourceBuilder<T> commitOffsets(boolean value) {
        commitOffsets = value;
        return this;
    }

    public IggySourceBuilder<T> poll(PollConfig value) {
        poll = value;
        return this;
    }

    public IggySourceBuilder<T> onDataLoss(DataLossPolicy value) {
        onDataLoss = value;
        return this;
    }

    public IggySourceBuilder<T> onDecodeError(DecodeErrorPolicy value) {
        onDecodeError = value;
        return this;
    }

    public IggySourceBuilder<T> deserializer(IggyDeserializationSchema<T> value) {
        schema = value;
        return this;
    }

    public IggySource<T> build() {
        if (connection == null || schema == null || stream == null || topics == null) {
            throw new IllegalArgumentException(
                    "iggy source: connection, stream, topics and deserializer must be given");
        }
        var config =
                new IggySourceConfig(
                        connection,
                        stream,
                        topics,
                        consumerName,
                        start,
                        stop,
                        discoveryInterval,
                        awaitTopic,
                        commitOffsets,
                        poll,
                        onDataLoss,
                        onDecodeError);
        return new IggySource<>(config, schema);
    }
}
