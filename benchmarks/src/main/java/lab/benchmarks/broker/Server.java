package lab.benchmarks.broker;

import java.util.Map;
import java.util.Optional;
import lab.topics.BusConnection;

/** A broker to measure. */
record Server(String label, String host, int port, String user, String password) {
    static final String VARIABLE = "IGGY_BENCH_SERVER";
    private static final int PARTS = 4;

    /** One that the environment names, to compare with. */
    static Optional<Server> other(Map<String, String> environment) {
        String value = environment.get(VARIABLE);
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        String[] parts = value.split(":", PARTS);
        if (parts.length != PARTS || !parts[1].matches("\\d{1,5}")) {
            throw new IllegalArgumentException(
                    VARIABLE + ": must be HOST:PORT:USER:PASSWORD, was something else");
        }
        return Optional.of(
                new Server(
                        parts[0] + ":" + parts[1],
                        parts[0],
                        Integer.parseInt(parts[1]),
                        parts[2],
                        parts[3]));
    }

    BusConnection connection() {
        return new BusConnection(host, port, user, password);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Server[" + label + ']';
    }
}
