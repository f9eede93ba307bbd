package lab.servicekit.http;

import java.util.List;
import lab.servicekit.config.Default;

/**
 * Where a service listens.
 *
 * @param bind the address; loopback unless a container's network does the guarding
 * @param port 0 for any that is free
 * @param hosts names under which it may be asked, besides those of loopback
 */
public record HttpConfig(
        @Default("127.0.0.1") String bind,
        @Default("0") int port,
        @Default("") List<String> hosts) {
    private static final int PORT_MAX = 65_535;

    public HttpConfig {
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException(
                    "port: must be 0 to %d, was %d".formatted(PORT_MAX, port));
        }
        hosts = List.copyOf(hosts);
    }

    public static HttpConfig loopback(int port) {
        return new HttpConfig("127.0.0.1", port, List.of());
    }
}
