package lab.launcher.market;

import static lab.domain.Checks.check;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Settings;
import lab.poller.exchange.Exchanges;
import lab.poller.feed.Exchange;
import lab.servicekit.config.Default;

/**
 * Which exchange is heard, and where: {@code feed.exchange} and so on in {@code feed.properties}
 * where {@code ./lab} is run, or {@code LAB_FEED_EXCHANGE} and so on. {@code --feed} goes before
 * it.
 *
 * @param exchange that a lab shows where nobody says {@code --feed}
 * @param books whether a simulated market has order books; {@code --books} says the same
 * @param coinbase where another speaks Coinbase's protocol, such as a proxy
 * @param binance where another speaks Binance's protocol, such as its host for trading, or a proxy
 * @param kraken where another speaks Kraken's protocol, such as a proxy
 */
public record FeedSettings(
        @Default("coinbase") String exchange,
        @Default("false") boolean books,
        Addresses coinbase,
        Addresses binance,
        Addresses kraken) {
    public static final Path FILE = Path.of("feed.properties");

    /** A simulated market is to have order books. */
    public static final Map<String, String> WITH_BOOKS = Map.of("LAB_FEED_BOOKS", "true");

    /** What variables were called before they were settings like all others; still heard. */
    private static final Map<String, String> FORMERLY =
            Map.of(
                    "LAB_FEED_COINBASE_WEBSOCKET", "COINBASE_WEBSOCKET",
                    "LAB_FEED_COINBASE_REST", "COINBASE_REST");

    /** Where an exchange is heard, and where it is asked. */
    public record Addresses(Optional<URI> websocket, Optional<URI> rest) {}

    public FeedSettings {
        check(
                Exchanges.of(exchange).isPresent(),
                "feed.exchange: must be one of %s, was \"%s\"",
                Exchanges.words(),
                exchange);
    }

    public static FeedSettings read(Map<String, String> environment) throws LabException {
        return read(FILE, environment);
    }

    /**
     * The same, before anything is made that would have to go by it.
     *
     * @throws IllegalArgumentException if a value is not what it must be
     */
    public static FeedSettings checked(Map<String, String> environment) {
        try {
            return read(environment);
        } catch (LabException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public static FeedSettings read(Path file, Map<String, String> environment)
            throws LabException {
        return Settings.read(file, byTodaysNames(environment), "feed", FeedSettings.class);
    }

    private static Map<String, String> byTodaysNames(Map<String, String> environment) {
        Map<String, String> named = new HashMap<>(environment);
        FORMERLY.forEach((today, before) -> {
            if (environment.containsKey(before)) {
                named.putIfAbsent(today, Objects.requireNonNull(environment.get(before)));
            }
        });
        return named;
    }

    /** The exchange that a lab shows where nobody says which. */
    public Exchange shown() {
        return Exchanges.of(exchange).orElseThrow();
    }

    /** Where an exchange is heard. */
    public URI webSocket(Exchange of) {
        return addresses(of).websocket().orElse(of.webSocket());
    }

    /** Where an exchange is asked. */
    URI rest(Exchange of) {
        return addresses(of).rest().orElse(of.rest());
    }

    private Addresses addresses(Exchange of) {
        return Objects.requireNonNull(
                Map.of(
                                Exchanges.COINBASE, coinbase,
                                Exchanges.BINANCE, binance,
                                Exchanges.KRAKEN, kraken)
                        .get(of));
    }
}
