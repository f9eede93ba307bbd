package lab.iggy.embedded.command;

import java.io.IOException;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.session.Rights;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.storage.Fetched;
import lab.iggy.embedded.storage.offsets.ConsumerOffsets.Owner;
import lab.iggy.embedded.storage.offsets.OffsetJournal;
import lab.iggy.embedded.storage.offsets.Partition;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.wire.PollFrom;
import lab.iggy.embedded.wire.WireReader;

/** Commands 100 and 102: poll and flush. Sending, 101, has its own way in: {@link SendCommand}. */
public final class MessageCommands implements CommandTable.Family {
    /** One poll gives out no more than this, and at least one message. */
    static final long POLL_BYTES_MAX = 1L << 30;

    private final CatalogKeeper catalog;
    private final OffsetJournal journal;
    private final Command.Place storePlace;

    public MessageCommands(CatalogKeeper catalog, OffsetJournal journal, Command.Place storePlace) {
        this.catalog = catalog;
        this.journal = journal;
        this.storePlace = storePlace;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        // A poll may store an offset, too.
        table.add(100, Command.Access.LOGGED_IN, storePlace, this::poll);
        table.add(102, Command.Access.LOGGED_IN, Command.Place.DISK, this::flush);
    }

    private Reply poll(Session session, WireReader payload) throws IOException {
        var consumer = payload.consumer();
        var stream = payload.identifier();
        var topic = payload.identifier();
        var wanted = payload.optionalPartition();
        var from = payload.pollFrom();
        long count = payload.count();
        boolean autoCommit = payload.flag();
        var found = Rights.topic(session, Permissions::mayPoll, catalog.catalog(), stream, topic);
        var reader = Reader.of(found, consumer, wanted, session, true);
        if (reader.isEmpty()) {
            return nothing();
        }
        return poll(reader.get(), from, count, autoCommit);
    }

    /** A member that is to read nothing is told so by zeros. */
    private static Reply nothing() {
        return new Reply.Body(Bodies.fresh().writeIntLE(0).writeLongLE(0).writeIntLE(0));
    }

    private Reply poll(Reader reader, PollFrom from, long count, boolean autoCommit)
            throws IOException {
        var partition = reader.partition();
        long current = partition.log().currentOffset();
        var fetched = fetch(partition, reader.owner(), from, count);
        if (!fetched.isEmpty()) {
            current = Math.max(current, fetched.lastOffset()); // more may have come in between
            try {
                reader.polled(fetched.lastOffset());
                if (autoCommit) {
                    journal.store(partition, reader.owner(), fetched.lastOffset());
                    reader.stored();
                }
            } catch (IOException e) {
                fetched.release();
                throw e;
            }
        }
        return new Reply.Messages(partition.id(), current, fetched);
    }

    private static Fetched fetch(Partition partition, Owner owner, PollFrom from, long count)
            throws IOException {
        var log = partition.log();
        long current = log.currentOffset();
        long start =
                switch (from) {
                    case PollFrom.Offset(var value) -> value;
                    case PollFrom.Timestamp(var micros) -> {
                        var first = log.offsetAt(micros);
                        yield first.isPresent() ? first.getAsLong() : log.nextOffset();
                    }
                    case PollFrom.First() -> log.firstOffset();
                    case PollFrom.Last() -> Math.max(0, current + 1 - count);
                    case PollFrom.Next() -> {
                        var stored = partition.offsets().get(owner);
                        yield stored.isPresent() ? stored.getAsLong() + 1 : log.firstOffset();
                    }
                };
        return log.fetch(start, count, POLL_BYTES_MAX);
    }

    private Reply flush(Session session, WireReader payload) throws IOException {
        var stream = payload.identifier();
        var topic = payload.identifier();
        int id = payload.u32();
        boolean fsync = payload.flag();
        var now = catalog.catalog();
        var partition = now.partition(stream, topic, id);
        Rights.topic(session, Permissions::maySend, now, stream, topic);
        if (fsync) {
            partition.log().force();
        }
        return Reply.EMPTY;
    }
}
