package lab.iggy.embedded.server;

import io.netty.buffer.ByteBuf;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.StreamEntry;
import lab.iggy.embedded.wire.WireReader;

/** Commands 200 to 205. */
final class StreamCommands implements CommandTable.Family {
    private final CatalogKeeper catalog;

    StreamCommands(CatalogKeeper catalog) {
        this.catalog = catalog;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.quick(200, (_, payload) -> get(payload));
        table.quick(201, (_, _) -> list());
        table.control(202, (_, payload) -> create(payload));
        table.control(
                203,
                (_, payload) -> {
                    catalog.deleteStream(payload.identifier());
                    return Reply.EMPTY;
                });
        table.control(
                204,
                (_, payload) -> {
                    catalog.renameStream(payload.identifier(), payload.name());
                    return Reply.EMPTY;
                });
        table.control(
                205,
                (_, payload) -> {
                    catalog.purgeStream(payload.identifier());
                    return Reply.EMPTY;
                });
    }

    private Reply get(WireReader payload) {
        return catalog.catalog()
                .findStream(payload.identifier())
                .map(stream -> {
                    var out = Bodies.fresh();
                    header(out, stream);
                    stream.topics().all().forEach(topic -> TopicCommands.header(out, topic));
                    return (Reply) new Reply.Body(out);
                })
                .orElse(Reply.EMPTY);
    }

    private Reply list() {
        var out = Bodies.fresh();
        catalog.catalog().streams().all().forEach(stream -> header(out, stream));
        return new Reply.Body(out);
    }

    private Reply create(WireReader payload) {
        var out = Bodies.fresh();
        header(out, catalog.createStream(payload.name()));
        return new Reply.Body(out);
    }

    private static void header(ByteBuf out, StreamEntry stream) {
        out.writeIntLE(stream.id());
        Bodies.time(out, stream.createdAt());
        out.writeIntLE(stream.topics().size());
        out.writeLongLE(stream.sizeBytes());
        out.writeLongLE(stream.messages());
        Bodies.name(out, stream.name());
    }
}
