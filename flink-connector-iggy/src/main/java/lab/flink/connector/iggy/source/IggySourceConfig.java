package lab.flink.connector.iggy.source;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import lab.flink.connector.iggy.client.ConnectionConfig;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a source is told, checked as a whole.
 *
 * @param consumerNameOrNull under which offsets are stored and found in Iggy
 * @param stopOrNull where a bounded source stops
 * @param discoveryInterval how often to look for new partitions; zero for never
 * @param awaitTopic whether to wait for ever for the topics to appear, instead of as long as the
 *     retry policy says
 */
public record IggySourceConfig(
        ConnectionConfig connection,
        String stream,
        List<String> topics,
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
        topics = List.copyOf(topics);
        if (stream.isBlank() || topics.isEmpty() || topics.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "source: stream and topic must not be blank, were '%s' and %s"
                            .formatted(stream, topics));
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
