package lab.iggy.embedded.command;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import lab.iggy.embedded.session.Rights;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.token.TokenKeeper;
import lab.iggy.embedded.user.Credentials;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.user.User;
import lab.iggy.embedded.user.UserKeeper;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/** Commands 31 to 37: users, their passwords, and what they may do. */
public final class UserCommands implements CommandTable.Family {
    private static final int ACTIVE = 1;
    private static final int INACTIVE = 2;

    private final UserKeeper users;
    private final TokenKeeper tokens;
    private final InstantSource clock;

    public UserCommands(UserKeeper users, TokenKeeper tokens, InstantSource clock) {
        this.users = users;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.quick(31, this::get);
        table.quick(32, (session, _) -> list(session));
        table.control(33, this::create);
        table.control(34, this::delete);
        table.control(35, this::update);
        table.control(36, this::permit);
        table.control(37, this::changePassword);
    }

    /** Everybody may look at himself. */
    private Reply get(Session session, WireReader payload) {
        var identifier = payload.identifier();
        var user = users.find(identifier);
        boolean own = user.isPresent() && session.user().orElse(-1) == user.get().id();
        if (!own && (user.isPresent() || identifier instanceof Identifier.Numeric)) {
            Rights.check(session, Permissions::mayReadUsers);
        }
        return user.map(UserCommands::details).orElse(Reply.EMPTY);
    }

    private Reply list(Session session) {
        Rights.check(session, Permissions::mayReadUsers);
        var out = Bodies.fresh();
        users.all().forEach(user -> header(out, user));
        return new Reply.Body(out);
    }

    private Reply create(Session session, WireReader payload) throws IOException {
        var name = payload.name();
        var password = payload.shortText();
        int status = payload.u8();
        var granted = permissions(payload);
        Rights.check(session, Permissions::mayManageUsers);
        checkName(name);
        checkPassword(password);
        return details(users.create(name, password, isActive(status), granted, clock.instant()));
    }

    /** Its tokens first: whoever gets its number must not be found by them. */
    private Reply delete(Session session, WireReader payload) throws IOException {
        var identifier = payload.identifier();
        Rights.check(session, Permissions::mayManageUsers);
        var user = users.user(identifier);
        if (user.isRoot()) {
            throw new RefusedException(ErrorCode.CANNOT_DELETE_USER, "user: root must stay");
        }
        tokens.deleteAllOf(user.id());
        users.delete(user);
        return Reply.EMPTY;
    }

    private Reply update(Session session, WireReader payload) throws IOException {
        var identifier = payload.identifier();
        var name = payload.flag() ? Optional.of(payload.name()) : Optional.<String>empty();
        var status = payload.flag() ? Optional.of(payload.u8()) : Optional.<Integer>empty();
        Rights.check(session, Permissions::mayManageUsers);
        name.ifPresent(UserCommands::checkName);
        var active = status.map(UserCommands::isActive);
        users.update(notRoot(users.user(identifier)), name, active);
        return Reply.EMPTY;
    }

    private Reply permit(Session session, WireReader payload) throws IOException {
        var identifier = payload.identifier();
        var granted = permissions(payload);
        Rights.check(session, Permissions::mayManageUsers);
        var user = users.user(identifier);
        if (user.isRoot()) {
            throw new RefusedException(
                    ErrorCode.CANNOT_CHANGE_PERMISSIONS, "user: root may do everything");
        }
        users.permit(user, granted);
        return Reply.EMPTY;
    }

    /** Everybody may change his own. Whoever does stays logged in, and nobody else. */
    private Reply changePassword(Session session, WireReader payload) throws IOException {
        var identifier = payload.identifier();
        var current = payload.shortText();
        var changed = payload.shortText();
        checkPassword(current);
        checkPassword(changed);
        var user = users.user(identifier);
        boolean own = session.user().orElse(-1) == user.id();
        if (!own) {
            Rights.check(session, Permissions::mayManageUsers);
        }
        var login = users.changePassword(notRoot(user), current, changed);
        if (own) {
            session.login(login);
        }
        return Reply.EMPTY;
    }

    /** What a start takes from the configuration would be undone by the next one. */
    private static User notRoot(User user) {
        if (user.isRoot()) {
            throw new RefusedException(
                    ErrorCode.FEATURE_UNAVAILABLE,
                    "user: root's name and password are changed where the broker is started");
        }
        return user;
    }

    private static Optional<Permissions> permissions(WireReader payload) {
        if (!payload.flag()) {
            return Optional.empty();
        }
        long announced = payload.count();
        int before = payload.left();
        var granted = Permissions.read(payload);
        if (before - payload.left() != announced) {
            throw new RefusedException(
                    ErrorCode.INVALID_FORMAT,
                    "permissions: say %d bytes and have %d"
                            .formatted(announced, before - payload.left()));
        }
        return Optional.of(granted);
    }

    private static boolean isActive(int status) {
        return switch (status) {
            case ACTIVE -> true;
            case INACTIVE -> false;
            default ->
                    throw new RefusedException(
                            ErrorCode.INVALID_COMMAND, "user: no such status: " + status);
        };
    }

    private static void checkName(String name) {
        check(name, Credentials.USERNAME_BYTES_MAX, ErrorCode.INVALID_USERNAME);
    }

    static void checkPassword(String password) {
        check(password, Credentials.PASSWORD_BYTES_MAX, ErrorCode.INVALID_PASSWORD);
    }

    static void check(String text, int bytesMax, ErrorCode code) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length < Credentials.BYTES_MIN || length > bytesMax) {
            throw new RefusedException(
                    code,
                    "user: must have %d to %d bytes, had %d"
                            .formatted(Credentials.BYTES_MIN, bytesMax, length));
        }
    }

    private static Reply details(User user) {
        var out = Bodies.fresh();
        header(out, user);
        if (user.granted().isEmpty()) {
            return new Reply.Body(out.writeIntLE(0));
        }
        var permissions = Unpooled.buffer();
        user.granted().get().write(permissions);
        out.writeByte(1).writeIntLE(permissions.readableBytes()).writeBytes(permissions);
        return new Reply.Body(out);
    }

    private static void header(ByteBuf out, User user) {
        out.writeIntLE(user.id());
        out.writeLongLE(user.createdAtMicros());
        out.writeByte(user.active() ? ACTIVE : INACTIVE);
        Bodies.name(out, user.name());
    }
}
