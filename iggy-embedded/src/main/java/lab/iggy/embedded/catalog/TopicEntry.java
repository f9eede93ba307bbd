package lab.iggy.embedded.catalog;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import lab.iggy.embedded.storage.Partition;

/**
 * A topic. Partition ids are their places in the list.
 *
 * @param turns counts balanced sends; shared by all pictures of the topic
 */
public record TopicEntry(
        int id,
        Instant createdAt,
        TopicSettings settings,
        List<Partition> partitions,
        AtomicInteger turns)
        implements Named.Item {
    public TopicEntry {
        partitions = List.copyOf(partitions);
    }

    @Override
    public String name() {
        return settings.name();
    }

    public long sizeBytes() {
        return partitions.stream().mapToLong(p -> p.log().sizeBytes()).sum();
    }

    public long messages() {
        return partitions.stream().mapToLong(p -> p.log().messages()).sum();
    }

    /** The partition whose turn it is for a balanced send. There must be one. */
    public Partition nextInTurn() {
        return partitions.get(
                Integer.remainderUnsigned(turns.getAndIncrement(), partitions.size()));
    }

    TopicEntry with(TopicSettings changed) {
        return new TopicEntry(id, createdAt, changed, partitions, turns);
    }

    TopicEntry with(List<Partition> changed) {
        return new TopicEntry(id, createdAt, settings, changed, turns);
    }
}
