package lab.iggy.embedded.server;

import java.io.IOException;
import lab.iggy.embedded.catalog.Catalog;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.storage.ConsumerOffsets.Owner;
import lab.iggy.embedded.storage.OffsetJournal;
import lab.iggy.embedded.wire.Consumer;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/** Commands 120 to 122: what consumers have stored of how far they are. */
final class OffsetCommands implements CommandTable.Family {
    private final CatalogKeeper catalog;
    private final OffsetJournal journal;
    private final Command.Place storePlace;

    OffsetCommands(CatalogKeeper catalog, OffsetJournal journal, Command.Place storePlace) {
        this.catalog = catalog;
        this.journal = journal;
        this.storePlace = storePlace;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.quick(120, (_, payload) -> get(payload));
        table.add(121, Command.Access.LOGGED_IN, storePlace, (_, payload) -> store(payload));
        table.add(122, Command.Access.LOGGED_IN, storePlace, (_, payload) -> delete(payload));
    }

    /**
     * The owner of stored offsets. Groups are unknown so far, and so is every group that is asked
     * for.
     */
    static Owner owner(Consumer consumer) {
        return switch (consumer.kind()) {
            case CONSUMER -> new Owner(Consumer.Kind.CONSUMER, consumer.id().consumerId());
            case GROUP ->
                    throw new RefusedException(
                            ErrorCode.GROUP_NOT_FOUND,
                            "consumer group: not found: " + consumer.id());
        };
    }

    private Reply get(WireReader payload) {
        var consumer = payload.consumer();
        var topic = catalog.catalog().findTopic(payload.identifier(), payload.identifier());
        int id = payload.optionalPartition().orElse(0);
        if (consumer.kind() == Consumer.Kind.GROUP
                || topic.isEmpty()
                || id < 0
                || id >= topic.get().partitions().size()) {
            return Reply.EMPTY;
        }
        var partition = topic.get().partitions().get(id);
        var stored = partition.offsets().get(owner(consumer));
        if (stored.isEmpty()) {
            return Reply.EMPTY;
        }
        var out = Bodies.fresh();
        out.writeIntLE(id);
        out.writeLongLE(partition.log().currentOffset());
        out.writeLongLE(stored.getAsLong());
        return new Reply.Body(out);
    }

    private Reply store(WireReader payload) throws IOException {
        var consumer = payload.consumer();
        var stream = payload.identifier();
        var topic = payload.identifier();
        int id = payload.optionalPartition().orElse(0);
        long offset = payload.u64();
        var found = catalog.catalog().topic(stream, topic);
        var owner = owner(consumer);
        var partition = Catalog.partition(found, id);
        if (!partition.log().everWritten()
                || Long.compareUnsigned(offset, partition.log().currentOffset()) > 0) {
            throw new RefusedException(
                    ErrorCode.INVALID_OFFSET,
                    "offset: not reached yet: " + Long.toUnsignedString(offset));
        }
        journal.store(partition, owner, offset);
        return Reply.EMPTY;
    }

    private Reply delete(WireReader payload) throws IOException {
        var consumer = payload.consumer();
        var stream = payload.identifier();
        var topic = payload.identifier();
        int id = payload.optionalPartition().orElse(0);
        var found = catalog.catalog().topic(stream, topic);
        var owner = owner(consumer);
        if (!journal.delete(Catalog.partition(found, id), owner)) {
            throw new RefusedException(
                    ErrorCode.CONSUMER_OFFSET_NOT_FOUND,
                    "consumer %s: has stored no offset".formatted(consumer.id()));
        }
        return Reply.EMPTY;
    }
}
