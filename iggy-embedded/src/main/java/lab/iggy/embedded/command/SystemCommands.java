package lab.iggy.embedded.command;

import io.netty.buffer.ByteBuf;
import java.util.List;
import lab.iggy.embedded.catalog.CatalogKeeper;
import lab.iggy.embedded.command.Command.Access;
import lab.iggy.embedded.command.Command.Place;
import lab.iggy.embedded.session.Rights;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.session.Sessions;
import lab.iggy.embedded.session.Traffic;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/** Commands 1 to 22: ping, statistics, cluster, clients. */
public final class SystemCommands implements CommandTable.Family {
    private static final String SERVER_VERSION = "0.8.0";
    private static final int SERVER_SEMVER = 8_000;
    private static final int NOT_LOGGED_IN = -1;
    private static final int TCP = 1;
    private static final int LEADER = 0;
    private static final int HEALTHY = 0;

    /** Where clients reach the broker. */
    public interface Endpoint {
        String host();

        int port();
    }

    private final CatalogKeeper catalog;
    private final Sessions sessions;
    private final Traffic traffic;
    private final HostFacts host;
    private final Endpoint endpoint;

    public SystemCommands(
            CatalogKeeper catalog,
            Sessions sessions,
            Traffic traffic,
            HostFacts host,
            Endpoint endpoint) {
        this.catalog = catalog;
        this.sessions = sessions;
        this.traffic = traffic;
        this.host = host;
        this.endpoint = endpoint;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.add(1, Access.ANYONE, Place.LOOP, (_, _) -> Reply.EMPTY);
        table.add(10, Access.LOGGED_IN, Place.DISK, (session, _) -> stats(session));
        table.quick(12, (_, _) -> cluster());
        table.quick(20, (session, _) -> new Reply.Body(details(session)));
        table.quick(21, this::client);
        table.quick(22, (session, _) -> clients(session));
    }

    private Reply client(Session asking, WireReader payload) {
        int id = payload.u32();
        Rights.check(asking, Permissions::mayReadServer);
        if (id == 0) {
            throw new RefusedException(ErrorCode.INVALID_CLIENT_ID, "client id: must not be 0");
        }
        return sessions.find(id)
                .<Reply>map(session -> new Reply.Body(details(session)))
                .orElse(Reply.EMPTY);
    }

    private Reply clients(Session asking) {
        Rights.check(asking, Permissions::mayReadServer);
        var out = Bodies.fresh();
        sessions.all().forEach(session -> client(out, session, groups(session).size()));
        return new Reply.Body(out);
    }

    private ByteBuf details(Session session) {
        var out = Bodies.fresh();
        var groups = groups(session);
        client(out, session, groups.size());
        groups.forEach(group ->
                out.writeIntLE(group.stream()).writeIntLE(group.topic()).writeIntLE(group.group()));
        return out;
    }

    private List<GroupCommands.Place> groups(Session session) {
        return GroupCommands.groupsOf(catalog.catalog(), session.clientId());
    }

    private static void client(ByteBuf out, Session session, int groups) {
        out.writeIntLE(session.clientId());
        out.writeIntLE(session.user().orElse(NOT_LOGGED_IN));
        out.writeByte(TCP);
        Bodies.text(out, session.address());
        out.writeIntLE(groups);
    }

    private Reply cluster() {
        var out = Bodies.fresh();
        Bodies.text(out, "single-node");
        out.writeIntLE(1);
        Bodies.text(out, "iggy-node");
        Bodies.text(out, endpoint.host());
        out.writeShortLE(endpoint.port());
        out.writeShortLE(0).writeShortLE(0).writeShortLE(0); // QUIC, HTTP, WebSocket
        out.writeByte(LEADER).writeByte(HEALTHY);
        return new Reply.Body(out);
    }

    private Reply stats(Session asking) {
        Rights.check(asking, Permissions::mayReadServer);
        var now = catalog.catalog();
        var out = Bodies.fresh();
        out.writeIntLE(host.processId());
        out.writeFloatLE(host.processCpuPercent()).writeFloatLE(host.totalCpuPercent());
        out.writeLongLE(host.memoryBytes());
        out.writeLongLE(host.totalMemoryBytes());
        out.writeLongLE(host.availableMemoryBytes());
        out.writeLongLE(host.upMicros());
        Bodies.time(out, host.processStart());
        out.writeLongLE(traffic.bytesOut()).writeLongLE(traffic.bytesIn());
        out.writeLongLE(now.partitions().mapToLong(p -> p.log().sizeBytes()).sum());
        out.writeIntLE(now.streams().size());
        out.writeIntLE((int) now.topics().count());
        out.writeIntLE((int) now.partitions().count());
        out.writeIntLE(now.partitions().mapToInt(p -> p.log().segmentCount()).sum());
        out.writeLongLE(now.partitions().mapToLong(p -> p.log().messages()).sum());
        out.writeIntLE(sessions.count());
        out.writeIntLE(now.topics().mapToInt(topic -> topic.groups().size()).sum());
        Bodies.text(out, host.hostname());
        Bodies.text(out, host.osName());
        Bodies.text(out, host.osVersion());
        Bodies.text(out, host.osVersion());
        Bodies.text(out, SERVER_VERSION);
        out.writeIntLE(SERVER_SEMVER);
        out.writeIntLE(0); // cache metrics
        out.writeIntLE(host.threads());
        out.writeLongLE(host.freeDiskBytes());
        out.writeLongLE(host.totalDiskBytes());
        return new Reply.Body(out);
    }
}
