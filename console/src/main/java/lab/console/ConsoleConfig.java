package lab.console;

import java.net.URI;
import java.util.Optional;
import lab.console.hot.HotConfig;
import lab.servicekit.config.Default;
import lab.servicekit.http.HttpConfig;

/**
 * What the console is set to.
 *
 * @param followHot whether it reads the hot tier; if not, somebody else feeds the market
 * @param deskUri where the paper desk answers; without one the page says that there is none
 * @param lancerUri where the pattern service answers, likewise
 * @param analystUri where the analyst answers, likewise
 */
public record ConsoleConfig(
        HttpConfig http,
        HotConfig hot,
        @Default("true") boolean followHot,
        Optional<URI> deskUri,
        Optional<URI> lancerUri,
        Optional<URI> analystUri) {
    public ConsoleConfig {
        check("desk-uri", deskUri);
        check("lancer-uri", lancerUri);
        check("analyst-uri", analystUri);
    }

    /** On loopback, reading the hot tier. */
    public static ConsoleConfig of(int port, HotConfig hot) {
        return new ConsoleConfig(
                HttpConfig.loopback(port),
                hot,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** With the paper desk that answers there. */
    public ConsoleConfig withDesk(URI uri) {
        return new ConsoleConfig(http, hot, followHot, Optional.of(uri), lancerUri, analystUri);
    }

    /** With the pattern service that answers there. */
    public ConsoleConfig withLancer(URI uri) {
        return new ConsoleConfig(http, hot, followHot, deskUri, Optional.of(uri), analystUri);
    }

    /** With the analyst that answers there. */
    public ConsoleConfig withAnalyst(URI uri) {
        return new ConsoleConfig(http, hot, followHot, deskUri, lancerUri, Optional.of(uri));
    }

    private static void check(String setting, Optional<URI> uri) {
        if (uri.filter(it -> !isHttp(it)).isPresent()) {
            throw new IllegalArgumentException(
                    "%s: must be http://HOST:PORT, was %s".formatted(setting, uri.get()));
        }
    }

    private static boolean isHttp(URI uri) {
        return uri.getHost() != null
                && uri.getQuery() == null
                && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    }
}
