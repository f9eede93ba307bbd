package lab.iggy.embedded.command;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.StreamEntry;
import lab.iggy.embedded.session.Rights;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.user.UserKeeper;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.WireReader;

/** Commands 200 to 205. */
public final class StreamCommands implements CommandTable.Family {
    private final CatalogKeeper catalog;
    private final UserKeeper users;

    public StreamCommands(CatalogKeeper catalog, UserKeeper users) {
        this.catalog = catalog;
        this.users = users;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.quick(200, this::get);
        table.quick(201, (session, _) -> list(session));
        table.control(202, this::create);
        table.control(203, this::delete);
        table.control(
                204,
                (session, payload) -> {
                    var stream = managed(session, payload);
                    catalog.renameStream(stream, payload.name());
                    return Reply.EMPTY;
                });
        table.control(
                205,
                (session, payload) -> {
                    catalog.purgeStream(managed(session, payload));
                    return Reply.EMPTY;
                });
    }

    private Identifier managed(Session session, WireReader payload) {
        var identifier = payload.identifier();
        Rights.stream(session, Permissions::mayManage, catalog.catalog(), identifier);
        return identifier;
    }

    /** Rights in it go first: whoever gets its number must not be read by them. */
    private Reply delete(Session session, WireReader payload) throws IOException {
        var identifier = managed(session, payload);
        users.forget(catalog.catalog().stream(identifier).id());
        catalog.deleteStream(identifier);
        return Reply.EMPTY;
    }

    private Reply get(Session session, WireReader payload) {
        return catalog.catalog()
                .findStream(payload.identifier())
                .map(stream -> {
                    Rights.checked(session, Permissions::mayRead, stream);
                    var out = Bodies.fresh();
                    header(out, stream);
                    stream.topics().all().forEach(topic -> TopicCommands.header(out, topic));
                    return (Reply) new Reply.Body(out);
                })
                .orElse(Reply.EMPTY);
    }

    private Reply list(Session session) {
        Rights.check(session, Permissions::mayReadStreams);
        var out = Bodies.fresh();
        catalog.catalog().streams().all().forEach(stream -> header(out, stream));
        return new Reply.Body(out);
    }

    private Reply create(Session session, WireReader payload) {
        var name = payload.name();
        Rights.check(session, Permissions::mayCreateStreams);
        var out = Bodies.fresh();
        header(out, catalog.createStream(name));
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
