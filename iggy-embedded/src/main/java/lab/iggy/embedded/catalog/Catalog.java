package lab.iggy.embedded.catalog;

import java.util.Optional;
import java.util.stream.Stream;
import lab.iggy.embedded.storage.offsets.Partition;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.RefusedException;

/** A picture of all streams at one moment. */
public record Catalog(Named<StreamEntry> streams) {
    static Catalog empty() {
        return new Catalog(Named.none());
    }

    public Optional<StreamEntry> findStream(Identifier stream) {
        return streams.find(stream);
    }

    public Optional<TopicEntry> findTopic(Identifier stream, Identifier topic) {
        return streams.find(stream).flatMap(found -> found.topic(topic));
    }

    public StreamEntry stream(Identifier stream) {
        return streams.find(stream)
                .orElseThrow(() ->
                        new RefusedException(
                                ErrorCode.STREAM_NOT_FOUND, "stream: not found: " + stream));
    }

    public TopicEntry topic(Identifier stream, Identifier topic) {
        return stream(stream)
                .topic(topic)
                .orElseThrow(() ->
                        new RefusedException(
                                ErrorCode.TOPIC_NOT_FOUND,
                                "stream %s: topic not found: %s".formatted(stream, topic)));
    }

    public Partition partition(Identifier stream, Identifier topic, int partition) {
        return partition(topic(stream, topic), partition);
    }

    public static Partition partition(TopicEntry topic, int partition) {
        if (partition < 0 || partition >= topic.partitions().size()) {
            throw new RefusedException(
                    ErrorCode.PARTITION_NOT_FOUND,
                    "topic %s: partition not found: %s"
                            .formatted(topic.name(), Integer.toUnsignedString(partition)));
        }
        return topic.partitions().get(partition);
    }

    public Stream<TopicEntry> topics() {
        return streams.all().stream().flatMap(stream -> stream.topics().all().stream());
    }

    public Stream<Partition> partitions() {
        return topics().flatMap(topic -> topic.partitions().stream());
    }
}
