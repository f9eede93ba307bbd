package lab.iggy.embedded.server;

import java.util.OptionalInt;

/**
 * One connection as the protocol sees it: a client id, and who is logged in. Written by the
 * connection alone.
 */
final class Session {
    private final int clientId;
    private final String address;
    private volatile OptionalInt user = OptionalInt.empty();

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
        user = OptionalInt.of(userId);
    }

    void logout() {
        user = OptionalInt.empty();
    }
}
