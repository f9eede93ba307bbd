package lab.iggy.junit;

import java.util.Optional;
import lab.iggy.embedded.user.Credentials;

/** Where a test's broker is, and who may log in there. */
public record BrokerAddress(String host, int port, Credentials root) {
    private static final int PARTS = 4;

    /**
     * The server that a system property or environment variable names, for tests that can be run
     * against another one than the embedded.
     *
     * @param variable its value is {@code host:port:user:password}
     */
    public static Optional<BrokerAddress> named(String variable) {
        String value =
                System.getProperty(variable, System.getenv().getOrDefault(variable, "")).strip();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = value.split(":", PARTS);
        if (parts.length < PARTS) {
            throw new IllegalArgumentException(
                    "%s: must be host:port:user:password".formatted(variable));
        }
        var root = new Credentials(parts[2], parts[3]);
        return Optional.of(new BrokerAddress(parts[0], Integer.parseInt(parts[1]), root));
    }

    public String username() {
        return root.username();
    }

    public String password() {
        return root.password();
    }
}
