package lab.iggy.embedded.command;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import lab.iggy.embedded.catalog.Catalog;
import lab.iggy.embedded.catalog.GroupEntry;
import lab.iggy.embedded.catalog.TopicEntry;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.storage.offsets.ConsumerOffsets.Owner;
import lab.iggy.embedded.storage.offsets.Partition;
import lab.iggy.embedded.wire.Consumer;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;

/**
 * Who reads what: a consumer by itself, or as a member of a group.
 *
 * @param group whose member it is, if any
 */
record Reader(TopicEntry topic, Partition partition, Owner owner, Optional<GroupEntry> group) {

    /**
     * Resolves a request.
     *
     * @param advance whether a member's turn passes to its next partition
     * @return nothing for a member that does not read the wanted partition, or none at all
     */
    static Optional<Reader> of(
            TopicEntry topic,
            Consumer consumer,
            OptionalInt wanted,
            Session session,
            boolean advance) {
        return switch (consumer.kind()) {
            case CONSUMER ->
                    Optional.of(
                            new Reader(
                                    topic,
                                    Catalog.partition(topic, wanted.orElse(0)),
                                    OffsetCommands.owner(consumer),
                                    Optional.empty()));
            case GROUP -> member(topic, topic.group(consumer.id()), wanted, session, advance);
        };
    }

    private static Optional<Reader> member(
            TopicEntry topic,
            GroupEntry group,
            OptionalInt wanted,
            Session session,
            boolean advance) {
        int client = session.clientId();
        if (!group.membership().has(client)) {
            throw new RefusedException(
                    ErrorCode.GROUP_MEMBER_NOT_FOUND,
                    "consumer group %s: client %d is no member".formatted(group.name(), client));
        }
        OptionalInt partition =
                group.membership().partition(client, wanted, advance, stored(topic, group));
        if (partition.isEmpty() || partition.getAsInt() >= topic.partitions().size()) {
            return Optional.empty();
        }
        return Optional.of(
                new Reader(
                        topic,
                        topic.partitions().get(partition.getAsInt()),
                        TopicEntry.owner(group),
                        Optional.of(group)));
    }

    void polled(long lastOffset) {
        group.ifPresent(each -> each.membership().polled(partition.id(), lastOffset));
    }

    void stored() {
        group.ifPresent(each -> each.membership().stored(stored(topic, each)));
    }

    static IntFunction<OptionalLong> stored(TopicEntry topic, GroupEntry group) {
        return partition -> topic.stored(group, partition);
    }
}
