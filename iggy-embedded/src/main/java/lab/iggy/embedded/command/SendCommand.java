package lab.iggy.embedded.command;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.InstantSource;
import java.util.SplittableRandom;
import lab.iggy.embedded.catalog.Catalog;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.TopicEntry;
import lab.iggy.embedded.session.Rights;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.session.Traffic;
import lab.iggy.embedded.storage.file.DeletedLogException;
import lab.iggy.embedded.storage.offsets.Partition;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.Partitioning;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireBatch;
import lab.iggy.embedded.wire.WireReader;

/**
 * Command 101. It is read in two steps, for its body may be large: what it is addressed to is
 * looked at as soon as it is there, and the messages are only taken in if that makes sense.
 */
public final class SendCommand implements CommandTable.Family {
    public static final int CODE = 101;

    /** Three identifiers' worth: more than any address can have. */
    static final int METADATA_BYTES_MAX = 1_024;

    /** How often a topic is looked up again that is purged at this very moment. */
    private static final int LOOKUPS_MAX = 3;

    /** Where a batch goes, and how many messages it says it has. */
    public record Address(
            Identifier stream,
            Identifier topic,
            Partitioning partitioning,
            int count,
            int bodyStart) {}

    private final CatalogKeeper catalog;
    private final InstantSource clock;
    private final Traffic traffic;
    private final Command.Place place;

    public SendCommand(
            CatalogKeeper catalog, InstantSource clock, Traffic traffic, Command.Place place) {
        this.catalog = catalog;
        this.clock = clock;
        this.traffic = traffic;
        this.place = place;
    }

    /** So that it is admitted; it is not called by its handler. */
    @Override
    public void addTo(CommandTable.Builder table) {
        table.add(
                CODE,
                Command.Access.LOGGED_IN,
                place,
                (_, _) -> {
                    throw new IllegalStateException("send: must come by its address");
                });
    }

    public Command.Place place() {
        return place;
    }

    /** Whether enough of the payload is there to read the address. */
    public static boolean hasAddress(ByteBuf payload) {
        if (payload.readableBytes() < Integer.BYTES) {
            return false;
        }
        long length = payload.getUnsignedIntLE(payload.readerIndex());
        return length > METADATA_BYTES_MAX || payload.readableBytes() >= Integer.BYTES + length;
    }

    /**
     * Reads where a batch goes.
     *
     * @param payload as much of it as has come
     * @param payloadBytes how long it will be
     */
    public static Address address(ByteBuf payload, long payloadBytes) {
        var all = new WireReader(payload.duplicate());
        long length = all.count();
        if (length > METADATA_BYTES_MAX || length > payloadBytes - Integer.BYTES) {
            throw new RefusedException(
                    ErrorCode.INVALID_COMMAND, "send: metadata too long: " + length);
        }
        var metadata =
                new WireReader(payload.slice(payload.readerIndex() + Integer.BYTES, (int) length));
        var stream = metadata.identifier();
        var topic = metadata.identifier();
        var partitioning = metadata.partitioning();
        long count = metadata.count();
        long indexEnd = Integer.BYTES + length + count * WireBatch.INDEX_ENTRY_BYTES;
        if (indexEnd > payloadBytes) {
            throw new RefusedException(
                    ErrorCode.INVALID_COMMAND, "send: no room for indexes of " + count);
        }
        if (count == 0) {
            throw new RefusedException(
                    ErrorCode.INVALID_MESSAGES_COUNT, "send: must have messages");
        }
        return new Address(
                stream, topic, partitioning, (int) count, (int) (Integer.BYTES + length));
    }

    /** Takes in a payload that is whole. */
    public Reply append(Session session, Address address, ByteBuf payload, SplittableRandom ids)
            throws IOException {
        topic(session, address); // whoever may not send is told so, whatever he sent
        int indexBytes = address.count() * WireBatch.INDEX_ENTRY_BYTES;
        int messagesStart = address.bodyStart() + indexBytes;
        var batch =
                WireBatch.checked(
                        payload.nioBuffer(address.bodyStart(), indexBytes),
                        payload.nioBuffer(messagesStart, payload.readableBytes() - messagesStart),
                        address.count(),
                        ids);
        for (int lookup = 1; ; lookup++) {
            try {
                choose(topic(session, address), address.partitioning())
                        .log()
                        .append(batch, Bodies.micros(clock.instant()));
                traffic.in(batch.count(), batch.bytes().capacity());
                return Reply.EMPTY;
            } catch (DeletedLogException e) {
                if (lookup == LOOKUPS_MAX) {
                    throw e;
                }
            }
        }
    }

    private TopicEntry topic(Session session, Address address) {
        return Rights.topic(
                session,
                Permissions::maySend,
                catalog.catalog(),
                address.stream(),
                address.topic());
    }

    private static Partition choose(TopicEntry topic, Partitioning partitioning) {
        return switch (partitioning) {
            case Partitioning.Balanced() ->
                    checkNotEmpty(topic, ErrorCode.TOPIC_NOT_FOUND).nextInTurn();
            case Partitioning.ById(var id) -> Catalog.partition(topic, id);
            case Partitioning.ByKey(var hash) -> {
                int partitions = checkNotEmpty(topic, ErrorCode.NO_PARTITIONS).partitions().size();
                yield topic.partitions().get(Integer.remainderUnsigned(hash, partitions));
            }
        };
    }

    private static TopicEntry checkNotEmpty(TopicEntry topic, ErrorCode otherwise) {
        if (topic.partitions().isEmpty()) {
            throw new RefusedException(
                    otherwise, "topic %s: has no partitions".formatted(topic.name()));
        }
        return topic;
    }
}
