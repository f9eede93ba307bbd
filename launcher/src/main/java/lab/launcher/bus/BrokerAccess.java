package lab.launcher.bus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import lab.files.DurableFiles;
import lab.iggy.embedded.user.Credentials;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.topics.BusConnection;

/**
 * Where the broker is and how the lab logs in to it.
 *
 * @param passwordFile holds nothing but the password, for the jobs
 */
public record BrokerAccess(BrokerAddress address, String user, String password, Path passwordFile) {
    private static final String USER_VARIABLE = "IGGY_USERNAME";
    private static final String PASSWORD_VARIABLE = "IGGY_PASSWORD";

    public static BrokerAccess embedded(DataDir data, Ports ports, Credentials root)
            throws LabException {
        var address = new BrokerAddress("127.0.0.1", ports.iggy());
        return kept(address, root.username(), root.password(), data);
    }

    /** The embedded broker of a lab in another process. */
    public static BrokerAccess ofLab(DataDir data, Ports ports) throws LabException {
        Credentials root = RootLogin.kept(data);
        return new BrokerAccess(
                new BrokerAddress("127.0.0.1", ports.iggy()),
                root.username(),
                root.password(),
                data.iggyLogin());
    }

    /** A broker that is not ours; the environment holds the login. */
    public static BrokerAccess foreign(
            BrokerAddress address, DataDir data, Map<String, String> environment)
            throws LabException {
        String user = environment.getOrDefault(USER_VARIABLE, "");
        String password = environment.getOrDefault(PASSWORD_VARIABLE, "");
        if (!user.isEmpty() && !password.isEmpty()) {
            return kept(address, user, password, data);
        }
        Optional<Credentials> root = RootLogin.named(environment);
        if (root.isEmpty()) {
            throw new LabException(
                    "iggy: a broker of your own wants a user and a password; set %s and %s, or %s and %s"
                            .formatted(
                                    USER_VARIABLE,
                                    PASSWORD_VARIABLE,
                                    RootLogin.USERNAME,
                                    RootLogin.PASSWORD));
        }
        return kept(address, root.get().username(), root.get().password(), data);
    }

    private static BrokerAccess kept(
            BrokerAddress address, String user, String password, DataDir data) throws LabException {
        Path file = data.iggyLogin();
        try {
            DurableFiles.writeSecret(file, password);
            return new BrokerAccess(address, user, password, file);
        } catch (IOException e) {
            throw new LabException(
                    "%s: it must be writable, %s".formatted(file, LabException.reason(e)), e);
        }
    }

    public BusConnection connection() {
        return new BusConnection(address.host(), address.port(), user, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "BrokerAccess[%s@%s:%d]".formatted(user, address.host(), address.port());
    }
}
