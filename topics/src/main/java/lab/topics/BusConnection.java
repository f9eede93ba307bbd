package lab.topics;

import java.time.Duration;

/**
 * How to reach the broker and who asks.
 *
 * @param connectDeadline how long a connection and a log-in may take, each
 * @param requestDeadline how long a request may take before the connection counts as lost
 */
public record BusConnection(
        String host,
        int port,
        String username,
        String password,
        Duration connectDeadline,
        Duration requestDeadline) {
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(3);
    private static final Duration REQUEST_DEADLINE = Duration.ofSeconds(10);

    public BusConnection {
        check(!host.isBlank(), "host", "must be given", host);
        check(port > 0 && port <= 65_535, "port", "must be 1 to 65535", port);
        check(!username.isEmpty(), "username", "must be given", username);
        check(!password.isEmpty(), "password", "must be given", "empty");
        check(isPositive(connectDeadline), "connect deadline", "must be positive", connectDeadline);
        check(isPositive(requestDeadline), "request deadline", "must be positive", requestDeadline);
    }

    public BusConnection(String host, int port, String username, String password) {
        this(host, port, username, password, CONNECT_DEADLINE, REQUEST_DEADLINE);
    }

    public BusConnection withDeadlines(Duration connect, Duration request) {
        return new BusConnection(host, port, username, password, connect, request);
    }

    public String address() {
        return host + ':' + port;
    }

    /** Without the password, so that it may stand in a log. */
    @Override
    public String toString() {
        return "BusConnection[" + username + ":***@" + address() + ']';
    }

    private static boolean isPositive(Duration duration) {
        return duration.isPositive();
    }

    private static void check(boolean holds, String what, String rule, Object culprit) {
        if (!holds) {
            throw new IllegalArgumentException("bus %s: %s, was %s".formatted(what, rule, culprit));
        }
    }
}
