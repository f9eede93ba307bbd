package lab.iggy.embedded.command;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lab.iggy.embedded.catalog.Catalog;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.catalog.GroupEntry;
import lab.iggy.embedded.catalog.TopicEntry;
import lab.iggy.embedded.group.Membership;
import lab.iggy.embedded.session.Rights;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.session.Sessions;
import lab.iggy.embedded.storage.offsets.OffsetJournal;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/** Commands 600 to 605: consumer groups, and who is in them. */
public final class GroupCommands implements CommandTable.Family {

    /** Where a group is, in numbers. */
    record Place(int stream, int topic, int group) {}

    private final CatalogKeeper catalog;
    private final OffsetJournal journal;
    private final Sessions sessions;

    public GroupCommands(CatalogKeeper catalog, OffsetJournal journal, Sessions sessions) {
        this.catalog = catalog;
        this.journal = journal;
        this.sessions = sessions;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.quick(600, this::get);
        table.quick(601, this::list);
        table.control(602, this::create);
        table.control(603, this::delete);
        table.control(604, this::join);
        table.control(605, this::leave);
    }

    /** The groups that a client is in. */
    static List<Place> groupsOf(Catalog catalog, int client) {
        var places = new ArrayList<Place>();
        for (var stream : catalog.streams().all()) {
            for (var topic : stream.topics().all()) {
                for (var group : topic.groups().all()) {
                    if (group.membership().has(client)) {
                        places.add(new Place(stream.id(), topic.id(), group.id()));
                    }
                }
            }
        }
        return places;
    }

    /** Takes a client whose connection has ended out of all groups. */
    public static void leaveAll(Catalog catalog, int client) {
        catalog.topics()
                .flatMap(topic -> topic.groups().all().stream())
                .forEach(group -> group.membership().leave(client));
    }

    private Reply get(Session session, WireReader payload) {
        var stream = payload.identifier();
        var topic = payload.identifier();
        var id = payload.identifier();
        var now = catalog.catalog();
        return now.findTopic(stream, topic)
                .flatMap(found ->
                        found.groups()
                                .find(id)
                                .map(group -> {
                                    Rights.checked(
                                            session,
                                            Permissions::mayRead,
                                            now.stream(stream),
                                            found);
                                    return details(found, group);
                                }))
                .orElse(Reply.EMPTY);
    }

    private Reply list(Session session, WireReader payload) {
        var now = catalog.catalog();
        var stream = payload.identifier();
        return now.findTopic(stream, payload.identifier())
                .map(topic -> {
                    Rights.checked(session, Permissions::mayRead, now.stream(stream), topic);
                    var out = Bodies.fresh();
                    topic.groups()
                            .all()
                            .forEach(group -> header(out, group, seats(topic, group).size()));
                    return (Reply) new Reply.Body(out);
                })
                .orElse(Reply.EMPTY);
    }

    private Reply create(Session session, WireReader payload) {
        var stream = payload.identifier();
        var topic = payload.identifier();
        var name = payload.name();
        Rights.topic(session, Permissions::mayRead, catalog.catalog(), stream, topic);
        var out = Bodies.fresh();
        header(out, catalog.createGroup(stream, topic, name), 0);
        return new Reply.Body(out);
    }

    /** Another group may get its number: what it has stored must not become that one's. */
    private Reply delete(Session session, WireReader payload) throws IOException {
        var stream = payload.identifier();
        var topic = payload.identifier();
        var now = catalog.catalog();
        var found = now.topic(stream, topic);
        var group = found.group(payload.identifier());
        Rights.checked(session, Permissions::mayRead, now.stream(stream), found);
        catalog.deleteGroup(stream, topic, group);
        for (var partition : found.partitions()) {
            journal.delete(partition, TopicEntry.owner(group));
        }
        return Reply.EMPTY;
    }

    private Reply join(Session session, WireReader payload) {
        var now = catalog.catalog();
        var stream = payload.identifier();
        var topic = now.topic(stream, payload.identifier());
        var group = topic.group(payload.identifier());
        Rights.checked(session, Permissions::mayRead, now.stream(stream), topic);
        group.membership()
                .join(
                        session.clientId(),
                        client -> sessions.find(client).isPresent(),
                        Reader.stored(topic, group));
        return Reply.EMPTY;
    }

    private Reply leave(Session session, WireReader payload) {
        var now = catalog.catalog();
        var stream = payload.identifier();
        var topic = now.topic(stream, payload.identifier());
        var group = topic.group(payload.identifier());
        Rights.checked(session, Permissions::mayRead, now.stream(stream), topic);
        if (!group.membership().leave(session.clientId())) {
            throw new RefusedException(
                    ErrorCode.GROUP_MEMBER_NOT_FOUND,
                    "consumer group %s: client %d is no member"
                            .formatted(group.name(), session.clientId()));
        }
        return Reply.EMPTY;
    }

    private static List<Membership.Seat> seats(TopicEntry topic, GroupEntry group) {
        return group.membership().seats(Reader.stored(topic, group));
    }

    private static Reply details(TopicEntry topic, GroupEntry group) {
        var out = Bodies.fresh();
        var seats = seats(topic, group);
        header(out, group, seats.size());
        for (var seat : seats) {
            out.writeIntLE(seat.id());
            out.writeIntLE(seat.partitions().size());
            seat.partitions().forEach(out::writeIntLE);
        }
        return new Reply.Body(out);
    }

    private static void header(ByteBuf out, GroupEntry group, int members) {
        out.writeIntLE(group.id());
        out.writeIntLE(group.membership().partitions());
        out.writeIntLE(members);
        Bodies.name(out, group.name());
    }
}
