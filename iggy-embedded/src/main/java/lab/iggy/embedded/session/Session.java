package lab.iggy.embedded.session;

import java.util.OptionalInt;
import lab.iggy.embedded.token.Token;
import lab.iggy.embedded.user.Permissions;
import lab.iggy.embedded.user.UserKeeper;
import org.jspecify.annotations.Nullable;

/**
 * One connection as the protocol sees it: a client id, and who is logged in, as long as that login
 * is good. Written by the connection, and by whoever revokes the token by which it logged in.
 */
public final class Session {
    private final int clientId;
    private final String address;
    private final UserKeeper users;
    private volatile UserKeeper.@Nullable Login login;
    private volatile @Nullable Token token;

    Session(int clientId, String address, UserKeeper users) {
        this.clientId = clientId;
        this.address = address;
        this.users = users;
    }

    public int clientId() {
        return clientId;
    }

    public String address() {
        return address;
    }

    public OptionalInt user() {
        var made = login;
        return made != null && users.permissions(made).isPresent()
                ? OptionalInt.of(made.user())
                : OptionalInt.empty();
    }

    public boolean isLoggedIn() {
        return user().isPresent();
    }

    /** What it may do at this moment. */
    Permissions permissions() {
        var made = login;
        return made == null ? Permissions.NONE : users.permissions(made).orElse(Permissions.NONE);
    }

    public void login(UserKeeper.Login made) {
        token = null;
        login = made;
    }

    public void login(UserKeeper.Login made, Token by) {
        token = by;
        login = made;
    }

    /** Ends the login if it was by this token. */
    public void revoked(Token gone) {
        if (gone.equals(token)) {
            logout();
        }
    }

    public void logout() {
        login = null;
        token = null;
    }
}
