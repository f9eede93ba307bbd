package lab.iggy.embedded.server;

import java.util.OptionalInt;
import lab.iggy.embedded.token.Token;
import org.jspecify.annotations.Nullable;

/**
 * One connection as the protocol sees it: a client id, and who is logged in. Written by the
 * connection, and by whoever revokes the token by which it logged in.
 */
final class Session {
    private final int clientId;
    private final String address;
    private volatile OptionalInt user = OptionalInt.empty();
    private volatile @Nullable Token token;

    Session(int clientId, String address) {
        this.clientId = clientId;
        this.address = address;
    }

    int clientId() {
        return clientId;
    }

    String address() {
        return address;
    }

    OptionalInt user() {
        return user;
    }

    boolean isLoggedIn() {
        return user.isPresent();
    }

    void login(int userId) {
        token = null;
        user = OptionalInt.of(userId);
    }

    void login(int userId, Token by) {
        token = by;
        user = OptionalInt.of(userId);
    }

    /** Ends the login if it was by this token. */
    void revoked(Token gone) {
        if (gone.equals(token)) {
            logout();
        }
    }

    void logout() {
        user = OptionalInt.empty();
        token = null;
    }
}
