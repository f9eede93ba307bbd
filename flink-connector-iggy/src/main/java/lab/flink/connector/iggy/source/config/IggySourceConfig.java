// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import lab.flink.connector.iggy.client.ConnectionConfig;
import lab.flink.connector.iggy.source.loss.DataLossPolicy;
import lab.flink.connector.iggy.topic.NameOrId;
import lab.flink.connector.iggy.topic.TopicSelection;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a source is told, checked as a whole.
 *
 * @param stream whose name is looked up once, if it is told by its id; so are the topics'
 * @param consumerNameOrNull under which offsets are stored and found in Iggy
 * @param stopOrNull where a bounded source stops
 * @param discoveryInterval how often to look for new partitions; zero for never
 * @param awaitTopic whether to wait for ever for the topics to appear, instead of as long as the
 *     retry policy says
 */
@Internal
public record IggySourceConfig(
        ConnectionConfig connection,
        NameOrId stream,
        TopicSelection topics,
        @Nullable String consumerNameOrNull,
        IggyOffsets start,
        @Nullable IggyOffsets stopOrNull,
        Duration discoveryInterval,
        boolean awaitTopic,
        boolean commitOffsets,
        PollConfig poll,
        DataLossPolicy onDataLoss,
        DecodeErrorPolicy onDecodeError)
        implements Serializable {

    /** The consumer that polls say they are; it matters only where offsets are stored. */
    private static final String NAMELESS_CONSUMER = "flink";

    public IggySourceConfig {
        if (onDecodeError instanceof DecodeErrorPolicy.DeadLetter letters
                && topics instanceof TopicSelection.Matching like
                && like.matches(letters.topic())) {
            throw new IllegalArgumentException(
                    "scan.dead-letter.topic: must not be one that the source reads, was '%s' of %s"
                            .formatted(letters.topic(), topics));
        }
        if (discoveryInterval.isNegative()) {
            throw new IllegalArgumentException(
                    "scan.topic-partition-discovery.interval: must not be negative, was "
                            + discoveryInterval);
        }
        boolean committed =
                start instanceof IggyOffsets.Committed
                        || stopOrNull instanceof IggyOffsets.Committed;
        if (consumerNameOrNull == null && committed) {
            throw new IllegalArgumentException(
                    "consumer.name: must be given to start or stop at committed offsets");
        }
    }

    /** Whether the topic is one of these by its own name, and so on purpose. */
    public boolean names(String topic) {
        return topics instanceof TopicSelection.Listed listed
                && listed.topics().contains(new NameOrId.Name(topic));
    }

    public Optional<String> consumerName() {
        return Optional.ofNullable(consumerNameOrNull);
    }

    /** The name to put into requests that need some consumer. */
    public String pollingConsumer() {
        return consumerName().orElse(NAMELESS_CONSUMER);
    }

    public Optional<IggyOffsets> stop() {
        return Optional.ofNullable(stopOrNull);
    }

    public boolean isBounded() {
        return stopOrNull != null;
    }
}
