package lab.iggy.embedded.user;

import java.util.Optional;

/**
 * A user.
 *
 * @param active whether it may log in
 * @param granted what it may do; empty says "nothing", too, and differently on the wire
 */
public record User(
        int id,
        String name,
        long createdAtMicros,
        boolean active,
        PasswordHash password,
        Optional<Permissions> granted) {

    /** The number of the user that is always there. */
    public static final int ROOT = 0;

    public boolean isRoot() {
        return id == ROOT;
    }

    public Permissions permissions() {
        return granted.orElse(Permissions.NONE);
    }

    User with(Optional<Permissions> changed) {
        return new User(id, name, createdAtMicros, active, password, changed);
    }

    User with(PasswordHash changed) {
        return new User(id, name, createdAtMicros, active, changed, granted);
    }

    User with(String changedName, boolean changedActive) {
        return new User(id, changedName, createdAtMicros, changedActive, password, granted);
    }
}
