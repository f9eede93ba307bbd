package lab.iggy.embedded.command;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.TopicEntry;
import lab.iggy.embedded.catalog.TopicSettings;
import lab.iggy.embedded.session.Rights;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.user.UserKeeper;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/** Commands 300 to 305, 402 and 403 on a topic's partitions, and 503 on a partition's segments. */
public final class TopicCommands implements CommandTable.Family {
    /** The most partitions that one request may make. */
    static final int PARTITIONS_PER_REQUEST_MAX = 1_000;

    private static final int COMPRESSION_NONE = 1;
    private static final int COMPRESSION_GZIP = 2;

    private final CatalogKeeper catalog;
    private final UserKeeper users;

    public TopicCommands(CatalogKeeper catalog, UserKeeper users) {
        this.catalog = catalog;
        this.users = users;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.quick(300, this::get);
        table.quick(301, this::list);
        table.control(302, this::create);
        table.control(303, this::delete);
        table.control(
                304,
                (session, payload) -> {
                    var topic = managed(session, payload);
                    catalog.updateTopic(topic.stream(), topic.topic(), settings(payload));
                    return Reply.EMPTY;
                });
        table.control(
                305,
                (session, payload) -> {
                    var topic = managed(session, payload);
                    catalog.purgeTopic(topic.stream(), topic.topic());
                    return Reply.EMPTY;
                });
        table.control(402, this::addPartitions);
        table.control(403, this::removePartitions);
        table.add(503, Command.Access.LOGGED_IN, Command.Place.DISK, this::removeSegments);
    }

    /** What a request calls a topic. */
    private record Called(Identifier stream, Identifier topic) {}

    private Called managed(Session session, WireReader payload) {
        var called = new Called(payload.identifier(), payload.identifier());
        Rights.topic(
                session,
                Permissions::mayManage,
                catalog.catalog(),
                called.stream(),
                called.topic());
        return called;
    }

    /** Rights in it go first: whoever gets its number must not be read by them. */
    private Reply delete(Session session, WireReader payload) throws IOException {
        var called = managed(session, payload);
        var stream = catalog.catalog().stream(called.stream());
        users.forget(stream.id(), catalog.catalog().topic(called.stream(), called.topic()).id());
        catalog.deleteTopic(called.stream(), called.topic());
        return Reply.EMPTY;
    }

    private Reply get(Session session, WireReader payload) {
        var now = catalog.catalog();
        var stream = payload.identifier();
        var identifier = payload.identifier();
        return now.findTopic(stream, identifier)
                .map(topic -> {
                    Rights.checked(session, Permissions::mayRead, now.stream(stream), topic);
                    return details(topic, 1);
                })
                .orElse(Reply.EMPTY);
    }

    private Reply list(Session session, WireReader payload) {
        return catalog.catalog()
                .findStream(payload.identifier())
                .map(stream -> {
                    Rights.checked(session, Permissions::mayReadTopics, stream);
                    var out = Bodies.fresh();
                    stream.topics().all().forEach(topic -> header(out, topic));
                    return (Reply) new Reply.Body(out);
                })
                .orElse(Reply.EMPTY);
    }

    private Reply create(Session session, WireReader payload) {
        var stream = payload.identifier();
        long partitions = payload.count();
        var settings = settings(payload);
        if (partitions > PARTITIONS_PER_REQUEST_MAX) {
            throw tooMany(partitions);
        }
        Rights.stream(session, Permissions::mayCreateTopics, catalog.catalog(), stream);
        return details(catalog.createTopic(stream, settings, (int) partitions), 0);
    }

    private static TopicSettings settings(WireReader payload) {
        int compression = payload.u8();
        long expiryMicros = payload.u64();
        long maxBytes = payload.u64();
        int replication = payload.u8();
        var name = payload.name();
        if (compression != COMPRESSION_NONE && compression != COMPRESSION_GZIP) {
            throw new RefusedException(
                    ErrorCode.INVALID_COMMAND, "compression: no such kind: " + compression);
        }
        return new TopicSettings(name, expiryMicros, compression, maxBytes, replication);
    }

    private Reply addPartitions(Session session, WireReader payload) {
        var topic = managed(session, payload);
        long count = payload.count();
        if (count == 0 || count > PARTITIONS_PER_REQUEST_MAX) {
            throw tooMany(count);
        }
        catalog.addPartitions(topic.stream(), topic.topic(), (int) count);
        return Reply.EMPTY;
    }

    private Reply removePartitions(Session session, WireReader payload) {
        var topic = managed(session, payload);
        long count = payload.count();
        if (count == 0) {
            throw tooMany(count);
        }
        catalog.removePartitions(topic.stream(), topic.topic(), count);
        return Reply.EMPTY;
    }

    /** The oldest closed ones, as many as there are of which everything has been read. */
    private Reply removeSegments(Session session, WireReader payload) throws IOException {
        var now = catalog.catalog();
        var stream = payload.identifier();
        var topic = payload.identifier();
        var partition = now.partition(stream, topic, payload.u32());
        Rights.topic(session, Permissions::mayManage, now, stream, topic);
        for (long left = payload.count(); left > 0; left--) {
            if (!partition.log().deleteOldestClosed(partition.offsets().barrier())) {
                break;
            }
        }
        return Reply.EMPTY;
    }

    private static RefusedException tooMany(long partitions) {
        return new RefusedException(
                ErrorCode.TOO_MANY_PARTITIONS,
                "partitions: must be 1 to %d a request, was %d"
                        .formatted(PARTITIONS_PER_REQUEST_MAX, partitions));
    }

    /**
     * Tells of a topic and its partitions.
     *
     * @param segmentsMin a partition is said to have a segment even before its first message, but
     *     not yet when it is made
     */
    private static Reply details(TopicEntry topic, int segmentsMin) {
        var out = Bodies.fresh();
        header(out, topic);
        for (var partition : topic.partitions()) {
            var log = partition.log();
            out.writeIntLE(partition.id());
            Bodies.time(out, partition.createdAt());
            out.writeIntLE(Math.max(segmentsMin, log.segmentCount()));
            out.writeLongLE(log.currentOffset());
            out.writeLongLE(log.sizeBytes());
            out.writeLongLE(log.messages());
        }
        return new Reply.Body(out);
    }

    static void header(ByteBuf out, TopicEntry topic) {
        var settings = topic.settings();
        out.writeIntLE(topic.id());
        Bodies.time(out, topic.createdAt());
        out.writeIntLE(topic.partitions().size());
        out.writeLongLE(settings.expiryMicros());
        out.writeByte(settings.compression());
        out.writeLongLE(settings.maxBytes());
        out.writeByte(settings.replication());
        out.writeLongLE(topic.sizeBytes());
        out.writeLongLE(topic.messages());
        Bodies.name(out, topic.name());
    }
}
