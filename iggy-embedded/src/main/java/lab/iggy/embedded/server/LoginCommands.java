package lab.iggy.embedded.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import lab.iggy.embedded.Credentials;
import lab.iggy.embedded.server.Command.Access;
import lab.iggy.embedded.server.Command.Place;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.RefusedException;
import lab.iggy.embedded.wire.WireReader;

/** Commands 38 and 39. There is one user, root. */
final class LoginCommands implements CommandTable.Family {
    static final int ROOT_USER = 0;

    private final byte[] rootDigest;

    LoginCommands(Credentials root) {
        this.rootDigest = digest(root.username(), root.password());
    }

    @Override
    public void addTo(CommandTable.Builder table) {
        table.add(38, Access.ANYONE, Place.LOOP, this::login);
        table.quick(
                39,
                (session, _) -> {
                    session.logout();
                    return Reply.EMPTY;
                });
    }

    private Reply login(Session session, WireReader payload) {
        var username = payload.name();
        var password = payload.shortText();
        payload.longText(); // the SDK's version
        payload.longText(); // the SDK's free text
        checkLength(username, Credentials.USERNAME_BYTES_MAX, ErrorCode.INVALID_USERNAME);
        checkLength(password, Credentials.PASSWORD_BYTES_MAX, ErrorCode.INVALID_PASSWORD);
        // Takes as long whatever differs.
        if (!MessageDigest.isEqual(rootDigest, digest(username, password))) {
            throw new RefusedException(
                    ErrorCode.INVALID_CREDENTIALS, "login: wrong username or password");
        }
        session.login(ROOT_USER);
        return identity();
    }

    /** Who has logged in. */
    static Reply identity() {
        return new Reply.Body(Bodies.fresh().writeIntLE(ROOT_USER));
    }

    private static void checkLength(String text, int bytesMax, ErrorCode code) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length < Credentials.BYTES_MIN || length > bytesMax) {
            throw new RefusedException(
                    code,
                    "login: must have %d to %d bytes, had %d"
                            .formatted(Credentials.BYTES_MIN, bytesMax, length));
        }
    }

    /** The length keeps apart what is username and what is password. */
    private static byte[] digest(String username, String password) {
        var text = username.length() + ":" + username + password;
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
