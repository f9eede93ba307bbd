package lab.console;

import lab.console.hot.HotConfig;
import lab.servicekit.Default;
import lab.servicekit.HttpConfig;

/**
 * What the console is set to.
 *
 * @param followHot whether it reads the hot tier; if not, somebody else feeds the market
 */
public record ConsoleConfig(HttpConfig http, HotConfig hot, @Default("true") boolean followHot) {
    /** On loopback, reading the hot tier. */
    public static ConsoleConfig of(int port, HotConfig hot) {
        return new ConsoleConfig(HttpConfig.loopback(port), hot, true);
    }
}
