package lab.iggy.embedded.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.OptionalLong;
import lab.iggy.embedded.command.Command.Access;
import lab.iggy.embedded.command.Command.Place;
import lab.iggy.embedded.session.Session;
import lab.iggy.embedded.session.Sessions;
import lab.iggy.embedded.token.Token;
import lab.iggy.embedded.token.TokenKeeper;
import lab.iggy.embedded.user.UserKeeper;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/**
 * Commands 41 to 44: everybody's own personal access tokens. Whoever has logged in by a token that
 * is revoked is logged out.
 */
public final class TokenCommands implements CommandTable.Family {
    private static final int NAME_BYTES_MIN = 3;
    private static final int NAME_BYTES_MAX = 30;
    private static final int TOKENS_MAX = 100;
    private static final long SERVER_DEFAULT = 0;

    private final TokenKeeper tokens;
    private final UserKeeper users;
    private final Sessions sessions;
    private final InstantSource clock;

    public TokenCommands(
            TokenKeeper tokens, UserKeeper users, Sessions sessions, InstantSource clock) {
        this.tokens = tokens;
        this.users = users;
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.quick(41, (session, _) -> list(user(session)));
        table.control(42, (session, payload) -> create(user(session), payload));
        table.control(43, (session, payload) -> delete(user(session), payload));
        table.add(44, Access.ANYONE, Place.LOOP, this::login);
    }

    /** Whoever was deleted since the command was let in has none. */
    private static int user(Session session) {
        return session.user()
                .orElseThrow(() ->
                        new RefusedException(ErrorCode.UNAUTHENTICATED, "token: log in first"));
    }

    private Reply list(int user) {
        var out = Bodies.fresh();
        for (var token : tokens.of(user)) {
            Bodies.name(out, token.name());
            out.writeLongLE(token.expiresAtMicros().orElse(0));
        }
        return new Reply.Body(out);
    }

    private Reply create(int user, WireReader payload) throws IOException {
        var name = payload.name();
        var expiresAt = expiresAt(payload.u64());
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length < NAME_BYTES_MIN || length > NAME_BYTES_MAX) {
            throw new RefusedException(
                    ErrorCode.INVALID_TOKEN_NAME,
                    "token: name must have %d to %d bytes, had %d"
                            .formatted(NAME_BYTES_MIN, NAME_BYTES_MAX, length));
        }
        if (tokens.of(user).size() >= TOKENS_MAX) {
            throw new RefusedException(
                    ErrorCode.TOO_MANY_TOKENS, "token: there are %d".formatted(TOKENS_MAX));
        }
        if (tokens.named(user, name).isPresent()) {
            throw new RefusedException(ErrorCode.TOKEN_EXISTS, "token: name is taken: " + name);
        }
        var out = Bodies.fresh();
        Bodies.name(out, tokens.create(user, name, expiresAt));
        return new Reply.Body(out);
    }

    /** Microseconds from now; 0 and whatever is more than a signed long can say mean never. */
    private OptionalLong expiresAt(long micros) {
        long now = Bodies.micros(clock.instant());
        return micros == SERVER_DEFAULT || micros < 0 || micros > Long.MAX_VALUE - now
                ? OptionalLong.empty()
                : OptionalLong.of(now + micros);
    }

    private Reply delete(int user, WireReader payload) throws IOException {
        var name = payload.name();
        Token token = tokens.named(user, name).orElseThrow(() -> unknown(name));
        tokens.delete(token);
        sessions.all().forEach(session -> session.revoked(token));
        return Reply.EMPTY;
    }

    private Reply login(Session session, WireReader payload) {
        Token token = tokens.of(payload.name()).orElseThrow(() -> unknown("a login"));
        if (token.isExpired(Bodies.micros(clock.instant()))) {
            throw new RefusedException(
                    ErrorCode.TOKEN_EXPIRED, "token %s: has expired".formatted(token.name()));
        }
        var login = users.login(token.user());
        session.login(login, token);
        if (!tokens.has(token)) {
            session.logout(); // revoked at this very moment
            throw unknown(token.name());
        }
        return LoginCommands.identity(login);
    }

    private static RefusedException unknown(String name) {
        return new RefusedException(ErrorCode.RESOURCE_NOT_FOUND, "token: not found: " + name);
    }
}
