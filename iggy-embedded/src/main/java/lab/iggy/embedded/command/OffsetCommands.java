package lab.iggy.embedded.command;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.TopicEntry;
import lab.iggy.embedded.session.Rights;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.storage.offsets.ConsumerOffsets.Owner;
import lab.iggy.embedded.storage.offsets.OffsetJournal;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.wire.Consumer;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/** Commands 120 to 122: what consumers have stored of how far they are. */
public final class OffsetCommands implements CommandTable.Family {
    private final CatalogKeeper catalog;
    private final OffsetJournal journal;
    private final Command.Place storePlace;

    public OffsetCommands(CatalogKeeper catalog, OffsetJournal journal, Command.Place storePlace) {
        this.catalog = catalog;
        this.journal = journal;
        this.storePlace = storePlace;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.quick(120, this::get);
        table.add(121, Command.Access.LOGGED_IN, storePlace, this::store);
        table.add(122, Command.Access.LOGGED_IN, storePlace, this::delete);
    }

    static Owner owner(Consumer consumer) {
        return new Owner(Consumer.Kind.CONSUMER, consumer.id().consumerId());
    }

    private Reply get(Session session, WireReader payload) {
        var consumer = payload.consumer();
        var stream = payload.identifier();
        var identifier = payload.identifier();
        var now = catalog.catalog();
        var topic = now.findTopic(stream, identifier);
        if (topic.isPresent()) {
            Rights.topic(session, Permissions::mayPoll, now, stream, identifier);
        }
        int id = payload.optionalPartition().orElse(0);
        if (topic.isEmpty() || id < 0 || id >= topic.get().partitions().size()) {
            return Reply.EMPTY;
        }
        var partition = topic.get().partitions().get(id);
        // Whoever may read may see how far a group is, member or not
        var owner =
                switch (consumer.kind()) {
                    case CONSUMER -> Optional.of(owner(consumer));
                    case GROUP -> topic.get().groups().find(consumer.id()).map(TopicEntry::owner);
                };
        var stored = owner.map(partition.offsets()::get).orElse(OptionalLong.empty());
        if (stored.isEmpty()) {
            return Reply.EMPTY;
        }
        var out = Bodies.fresh();
        out.writeIntLE(id);
        out.writeLongLE(partition.log().currentOffset());
        out.writeLongLE(stored.getAsLong());
        return new Reply.Body(out);
    }

    private Reply store(Session session, WireReader payload) throws IOException {
        var reader = reader(session, payload);
        long offset = payload.u64();
        var partition = reader.partition();
        if (!partition.log().everWritten()
                || Long.compareUnsigned(offset, partition.log().currentOffset()) > 0) {
            throw new RefusedException(
                    ErrorCode.INVALID_OFFSET,
                    "offset: not reached yet: " + Long.toUnsignedString(offset));
        }
        journal.store(partition, reader.owner(), offset);
        reader.stored();
        return Reply.EMPTY;
    }

    private Reply delete(Session session, WireReader payload) throws IOException {
        var reader = reader(session, payload);
        if (!journal.delete(reader.partition(), reader.owner())) {
            throw new RefusedException(
                    ErrorCode.CONSUMER_OFFSET_NOT_FOUND,
                    "consumer %s: has stored no offset".formatted(reader.owner()));
        }
        return Reply.EMPTY;
    }

    private Reader reader(Session session, WireReader payload) {
        var consumer = payload.consumer();
        var topic =
                Rights.topic(
                        session,
                        Permissions::mayPoll,
                        catalog.catalog(),
                        payload.identifier(),
                        payload.identifier());
        return Reader.of(topic, consumer, payload.optionalPartition(), session, false)
                .orElseThrow(() ->
                        new RefusedException(
                                ErrorCode.NOT_RESOLVED_CONSUMER,
                                "consumer group %s: the member does not read that partition"
                                        .formatted(consumer.id())));
    }
}
