package lab.iggy.embedded.catalog;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import lab.iggy.embedded.storage.offsets.ConsumerOffsets.Owner;
import lab.iggy.embedded.storage.offsets.Partition;
import lab.iggy.embedded.wire.Consumer;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.RefusedException;

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
        Named<GroupEntry> groups,
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

    public GroupEntry group(Identifier identifier) {
        return groups.find(identifier)
                .orElseThrow(() ->
                        new RefusedException(
                                ErrorCode.GROUP_NOT_FOUND,
                                "topic %s: consumer group not found: %s"
                                        .formatted(name(), identifier)));
    }

    /** What a group has stored of a partition. */
    public OptionalLong stored(GroupEntry group, int partition) {
        return partition < partitions.size()
                ? partitions.get(partition).offsets().get(owner(group))
                : OptionalLong.empty();
    }

    public static Owner owner(GroupEntry group) {
        return new Owner(Consumer.Kind.GROUP, group.id());
    }

    TopicEntry with(TopicSettings changed) {
        return new TopicEntry(id, createdAt, changed, partitions, groups, turns);
    }

    TopicEntry with(List<Partition> changed) {
        return new TopicEntry(id, createdAt, settings, changed, groups, turns);
    }

    TopicEntry with(Named<GroupEntry> changed) {
        return new TopicEntry(id, createdAt, settings, partitions, changed, turns);
    }
}
