package lab.iggy.embedded.user;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import lab.iggy.embedded.wire.ErrorCode;
import lab.iggy.embedded.wire.Identifier;
import lab.iggy.embedded.wire.RefusedException;

/**
 * Root, whose name and password are the configuration's, and the users that were created.
 *
 * <p>A login is good as long as it is the newest <em>edition</em> of its user: a number that
 * changes when a user is created, deactivated or gets another password. So a login ends at the
 * moment at which the user may not have made it any more, and never becomes that of a later user
 * who has the same number.
 *
 * <p>Changes are made by one thread; any may look a user up.
 */
public final class UserKeeper {

    /** Who has logged in. */
    public record Login(int user, long edition) {}

    private record Entry(User user, long edition) {}

    private final UserFile file;
    private final byte[] rootDigest;
    private volatile SortedMap<Integer, Entry> entries;
    private long lastEdition;

    private UserKeeper(UserFile file, Credentials root, Instant rootCreatedAt, List<User> users) {
        this.file = file;
        this.rootDigest = digest(root.username(), root.password());
        var all = new TreeMap<Integer, Entry>();
        all.put(
                User.ROOT,
                new Entry(
                        new User(
                                User.ROOT,
                                root.username(),
                                micros(rootCreatedAt),
                                true,
                                PasswordHash.OF_NOBODY, // compared by its digest instead
                                Optional.of(Permissions.ALL)),
                        ++lastEdition));
        users.forEach(user -> all.put(user.id(), new Entry(user, ++lastEdition)));
        this.entries = Collections.unmodifiableSortedMap(all);
    }

    public static UserKeeper open(Path path, Credentials root, Instant now) throws IOException {
        var file = new UserFile(path);
        return new UserKeeper(file, root, now, file.read());
    }

    public List<User> all() {
        return entries.values().stream().map(Entry::user).toList();
    }

    public Optional<User> find(int id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::user);
    }

    public Optional<User> find(Identifier identifier) {
        return switch (identifier) {
            case Identifier.Numeric(var id) -> find(id);
            case Identifier.Named(var name) -> named(name).map(Entry::user);
        };
    }

    public User user(Identifier identifier) {
        return find(identifier)
                .orElseThrow(() ->
                        new RefusedException(
                                ErrorCode.RESOURCE_NOT_FOUND, "user: not found: " + identifier));
    }

    private Optional<Entry> named(String name) {
        return entries.values().stream()
                .filter(entry -> entry.user().name().equals(name))
                .findFirst();
    }

    /** What the user of a login may do; empty if the login has ended. */
    public Optional<Permissions> permissions(Login login) {
        var entry = entries.get(login.user());
        return entry != null && entry.edition() == login.edition()
                ? Optional.of(entry.user().permissions())
                : Optional.empty();
    }

    /** Takes as long whatever is wrong, as long as it is not root that is tried. */
    public Login login(String name, String password) {
        var entry = named(name);
        boolean isRoot = entry.isPresent() && entry.get().user().isRoot();
        boolean right =
                isRoot
                        ? MessageDigest.isEqual(rootDigest, digest(name, password))
                        : entry.map(found -> found.user().password())
                                .orElse(PasswordHash.OF_NOBODY)
                                .isOf(password);
        if (!right || entry.isEmpty()) {
            throw new RefusedException(
                    ErrorCode.INVALID_CREDENTIALS, "login: wrong username or password");
        }
        return login(entry.get());
    }

    /** Of one who has shown something else than a password. */
    public Login login(int user) {
        var entry = entries.get(user);
        if (entry == null) {
            throw new RefusedException(
                    ErrorCode.RESOURCE_NOT_FOUND, "login: no such user: " + user);
        }
        return login(entry);
    }

    private static Login login(Entry entry) {
        if (!entry.user().active()) {
            throw new RefusedException(
                    ErrorCode.USER_INACTIVE, "user %s: is inactive".formatted(entry.user().name()));
        }
        return new Login(entry.user().id(), entry.edition());
    }

    public User create(
            String name,
            String password,
            boolean active,
            Optional<Permissions> granted,
            Instant now)
            throws IOException {
        checkFree(name);
        int id = User.ROOT;
        while (entries.containsKey(id)) {
            id++;
        }
        var user = new User(id, name, micros(now), active, PasswordHash.of(password), granted);
        keep(user, true);
        return user;
    }

    private void checkFree(String name) {
        if (named(name).isPresent()) {
            throw new RefusedException(ErrorCode.USER_EXISTS, "user: name is taken: " + name);
        }
    }

    public void delete(User user) throws IOException {
        var changed = new TreeMap<>(entries);
        changed.remove(user.id());
        keep(changed);
    }

    public void update(User user, Optional<String> name, Optional<Boolean> active)
            throws IOException {
        if (name.isPresent() && !name.get().equals(user.name())) {
            checkFree(name.get());
        }
        boolean stays = active.orElse(user.active());
        keep(user.with(name.orElse(user.name()), stays), !stays);
    }

    public void permit(User user, Optional<Permissions> granted) throws IOException {
        keep(user.with(granted), false);
    }

    /** Ends all logins of the user, and makes a new one for whoever has the new password. */
    public Login changePassword(User user, String current, String changed) throws IOException {
        if (!user.password().isOf(current)) {
            throw new RefusedException(
                    ErrorCode.INVALID_CREDENTIALS,
                    "user %s: that is not the current password".formatted(user.name()));
        }
        keep(user.with(PasswordHash.of(changed)), true);
        return new Login(user.id(), lastEdition);
    }

    /** Nobody has rights any more in a stream of this number: another may get it. */
    public void forget(int stream) throws IOException {
        forget(granted -> granted.without(stream));
    }

    public void forget(int stream, int topic) throws IOException {
        forget(granted -> granted.without(stream, topic));
    }

    private void forget(UnaryOperator<Permissions> without) throws IOException {
        var changed = new TreeMap<>(entries);
        changed.replaceAll((_, entry) ->
                new Entry(entry.user().with(entry.user().granted().map(without)), entry.edition()));
        if (!changed.equals(entries)) {
            keep(changed);
        }
    }

    private void keep(User user, boolean endLogins) throws IOException {
        var changed = new TreeMap<>(entries);
        var before = changed.get(user.id());
        long edition = before == null || endLogins ? ++lastEdition : before.edition();
        changed.put(user.id(), new Entry(user, edition));
        keep(changed);
    }

    private void keep(SortedMap<Integer, Entry> changed) throws IOException {
        file.write(changed.values().stream().map(Entry::user).filter(u -> !u.isRoot()).toList());
        entries = Collections.unmodifiableSortedMap(changed);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
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
