package lab.console.hot;

import java.time.Duration;
import java.util.List;
import lab.servicekit.config.Default;

/**
 * Where the hot tier is.
 *
 * @param bootstrapServers of Fluss, each {@code host:port}
 * @param database the environment: {@code crypto} is live, {@code replay} a replay
 * @param backlog how much of what was written before the start is read too
 */
public record HotConfig(
        @Default("localhost:9123") List<String> bootstrapServers,
        @Default("crypto") String database,
        @Default("2h") Duration backlog) {
    public HotConfig {
        bootstrapServers = List.copyOf(bootstrapServers);
        if (bootstrapServers.isEmpty()) {
            throw new IllegalArgumentException("bootstrap-servers: must name at least one");
        }
        for (String server : bootstrapServers) {
            if (!server.matches("[^:/\\s]+:\\d{1,5}")) {
                throw new IllegalArgumentException(
                        "bootstrap-servers: must be host:port each, was " + server);
            }
        }
        if (backlog.isNegative()) {
            throw new IllegalArgumentException("backlog: must not be negative, was " + backlog);
        }
    }
}
