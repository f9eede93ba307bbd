package lab.console;

import java.net.URI;
import java.util.Optional;
import lab.console.hot.HotConfig;
import lab.servicekit.Default;
import lab.servicekit.HttpConfig;

/**
 * What the console is set to.
 *
 * @param followHot whether it reads the hot tier; if not, somebody else feeds the market
 * @param deskUri where the paper desk answers; without one the page says that there is none
 */
public record ConsoleConfig(
        HttpConfig http, HotConfig hot, @Default("true") boolean followHot, Optional<URI> deskUri) {
    public ConsoleConfig {
        if (deskUri.filter(uri -> !isHttp(uri)).isPresent()) {
            throw new IllegalArgumentException(
                    "desk-uri: must be http://HOST:PORT, was " + deskUri.get());
        }
    }

    /** On loopback, reading the hot tier. */
    public static ConsoleConfig of(int port, HotConfig hot) {
        return new ConsoleConfig(HttpConfig.loopback(port), hot, true, Optional.empty());
    }

    /** With the paper desk that answers there. */
    public ConsoleConfig withDesk(URI uri) {
        return new ConsoleConfig(http, hot, followHot, Optional.of(uri));
    }

    private static boolean isHttp(URI uri) {
        return uri.getHost() != null
                && uri.getQuery() == null
                && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    }
}
