package lab.iggy.embedded.server;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.TopicEntry;
import lab.iggy.embedded.catalog.TopicSettings;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/** Commands 300 to 305, 402 and 403 on a topic's partitions, and 503 on a partition's segments. */
final class TopicCommands implements CommandTable.Family {
    /** The most partitions that one request may make. */
    static final int PARTITIONS_PER_REQUEST_MAX = 1_000;

    private static final int COMPRESSION_NONE = 1;
    private static final int COMPRESSION_GZIP = 2;

    private final CatalogKeeper catalog;

    TopicCommands(CatalogKeeper catalog) {
        this.catalog = catalog;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.quick(300, (_, payload) -> get(payload));
        table.quick(301, (_, payload) -> list(payload));
        table.control(302, (_, payload) -> create(payload));
        table.control(
                303,
                (_, payload) -> {
                    catalog.deleteTopic(payload.identifier(), payload.identifier());
                    return Reply.EMPTY;
                });
        table.control(
                304,
                (_, payload) -> {
                    catalog.updateTopic(
                            payload.identifier(), payload.identifier(), settings(payload));
                    return Reply.EMPTY;
                });
        table.control(
                305,
                (_, payload) -> {
                    catalog.purgeTopic(payload.identifier(), payload.identifier());
                    return Reply.EMPTY;
                });
        table.control(402, (_, payload) -> addPartitions(payload));
        table.control(403, (_, payload) -> removePartitions(payload));
        table.add(
                503,
                Command.Access.LOGGED_IN,
                Command.Place.DISK,
                (_, payload) -> removeSegments(payload));
    }

    private Reply get(WireReader payload) {
        return catalog.catalog()
                .findTopic(payload.identifier(), payload.identifier())
                .map(topic -> details(topic, 1))
                .orElse(Reply.EMPTY);
    }

    private Reply list(WireReader payload) {
        return catalog.catalog()
                .findStream(payload.identifier())
                .map(stream -> {
                    var out = Bodies.fresh();
                    stream.topics().all().forEach(topic -> header(out, topic));
                    return (Reply) new Reply.Body(out);
                })
                .orElse(Reply.EMPTY);
    }

    private Reply create(WireReader payload) {
        var stream = payload.identifier();
        long partitions = payload.count();
        var settings = settings(payload);
        if (partitions > PARTITIONS_PER_REQUEST_MAX) {
            throw tooMany(partitions);
        }
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

    private Reply addPartitions(WireReader payload) {
        var stream = payload.identifier();
        var topic = payload.identifier();
        long count = payload.count();
        if (count == 0 || count > PARTITIONS_PER_REQUEST_MAX) {
            throw tooMany(count);
        }
        catalog.addPartitions(stream, topic, (int) count);
        return Reply.EMPTY;
    }

    private Reply removePartitions(WireReader payload) {
        var stream = payload.identifier();
        var topic = payload.identifier();
        long count = payload.count();
        if (count == 0) {
            throw tooMany(count);
        }
        catalog.removePartitions(stream, topic, count);
        return Reply.EMPTY;
    }

    /** The oldest closed ones, as many as there are of which everything has been read. */
    private Reply removeSegments(WireReader payload) throws IOException {
        var partition =
                catalog.catalog()
                        .partition(payload.identifier(), payload.identifier(), payload.u32());
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
