package lab.launcher.bus;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lab.files.DurableFiles;
import lab.iggy.embedded.user.Credentials;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;

/**
 * The administrator of a broker as the environment names it, in the variables of the real server.
 *
 * <p>The embedded broker keeps its administrator in a file of the data directory, {@code
 * username:password}: so whoever starts the lab again, or runs a service or a query beside it, need
 * not name it a second time.
 */
public final class RootLogin {
    static final String USERNAME = "IGGY_ROOT_USERNAME";
    static final String PASSWORD = "IGGY_ROOT_PASSWORD";

    private RootLogin() {}

    /** What the environment names; empty variables count as none. */
    static Optional<Credentials> named(Map<String, String> environment) throws LabException {
        String user = environment.getOrDefault(USERNAME, "");
        String password = environment.getOrDefault(PASSWORD, "");
        if (user.isEmpty() && password.isEmpty()) {
            return Optional.empty();
        }
        if (user.isEmpty() || password.isEmpty()) {
            throw new LabException(
                    "%s, %s: both must be set or neither, %s was not"
                            .formatted(USERNAME, PASSWORD, user.isEmpty() ? USERNAME : PASSWORD));
        }
        if (user.contains(":") || !isOneLine(user)) {
            throw new LabException(
                    "%s: must be one line without a colon or blanks around it, was not"
                            .formatted(USERNAME));
        }
        if (!isOneLine(password)) {
            throw new LabException(
                    "%s: must be one line without blanks around it, was not".formatted(PASSWORD));
        }
        try {
            return Optional.of(new Credentials(user, password));
        } catch (IllegalArgumentException e) {
            throw new LabException(
                    "%s, %s: %s".formatted(USERNAME, PASSWORD, LabException.reason(e)), e);
        }
    }

    private static boolean isOneLine(String text) {
        return text.lines().count() == 1 && text.strip().equals(text);
    }

    /** Has the embedded broker of a directory begin with whom the environment names, if anybody. */
    public static void keep(DataDir data, Map<String, String> environment) throws LabException {
        Optional<Credentials> named = named(environment);
        if (named.isEmpty()) {
            return;
        }
        Path file = data.iggyRoot();
        try {
            if (!Files.exists(file)) {
                DurableFiles.writeSecret(file, line(named.get()) + "\n");
            } else if (!Files.readString(file).strip().equals(line(named.get()))) {
                throw new LabException(
                        "data directory %s: its broker was begun with another user or password than %s and %s say; unset both to go on with those in %s, or change that file"
                                .formatted(data, USERNAME, PASSWORD, file));
            }
        } catch (IOException e) {
            throw new LabException(
                    "%s: it must be readable and writable, %s"
                            .formatted(file, LabException.reason(e)),
                    e);
        }
    }

    /** Whom the embedded broker of a directory was begun with. */
    static Credentials kept(DataDir data) throws LabException {
        Path file = data.iggyRoot();
        try {
            String[] parts = Files.readString(file).strip().split(":", 2);
            if (parts.length != 2) {
                throw unreadable(file);
            }
            return new Credentials(parts[0], parts[1]);
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw unreadable(file);
        } catch (IOException e) {
            throw new LabException(
                    "%s: it must be readable, %s".formatted(file, LabException.reason(e)), e);
        }
    }

    private static LabException unreadable(Path file) {
        return new LabException(
                "%s: must be one line, username:password, is not; put a backup back or write such a line there"
                        .formatted(file));
    }

    private static String line(Credentials credentials) {
        return credentials.username() + ':' + credentials.password();
    }
}
