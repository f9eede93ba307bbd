package lab.cli.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.domain.Pair;
import lab.launcher.market.FeedSettings;
import picocli.CommandLine.Option;

/** Which market a lab shows, in one process or in several. */
public final class MarketOptions {
    @Option(
            names = "--feed",
            paramLabel = "FEED",
            description =
                    "coinbase, binance, kraken, simulator, none or file:PATH, a recording of one of them"
                            + " (default: what the data directory holds, or feed.exchange:"
                            + " coinbase)")
    private Optional<String> feed = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "of the simulator: the same seed, the same market (default: that of the data"
                            + " directory, or a new one, now)")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "end the simulated market after so many trades and ticks")
    private Optional<Long> events = Optional.empty();

    @Option(
            names = "--books",
            description =
                    "the simulated market has order books from now on; an exchange's come by"
                            + " themselves (default: feed.books, or as it had)")
    private boolean hasBooks;

    @Option(
            names = "--max-ahead",
            paramLabel = "SECONDS",
            description =
                    "how far a recording or a simulated market may outrun the parts behind it, in"
                            + " its own time (default: 60; 1200 with --speed max)")
    private Optional<Long> maxAhead = Optional.empty();

    @Option(
            names = "--pairs",
            paramLabel = "PAIR",
            split = ",",
            description =
                    "the pairs to follow from now on, such as BTC-USD,ETH-USD, or BTC-USDT of binance,"
                            + " which has 50 at most; BTC-USDT@binance beside another exchange; of a"
                            + " recording of binance also what its symbols mean (default: those that"
                            + " ./lab pairs list names)")
    private List<Pair> pairs = List.of();

    public Optional<String> feed() {
        return feed;
    }

    public Optional<Long> seed() {
        return seed;
    }

    public Optional<Long> events() {
        return events;
    }

    /** In seconds. */
    public Optional<Long> maxAhead() {
        return maxAhead;
    }

    /** What is said here goes before what the environment says. */
    public Map<String, String> with(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        if (hasBooks) {
            all.putAll(FeedSettings.WITH_BOOKS);
        }
        return all;
    }

    public List<Pair> pairs() {
        return pairs;
    }
}
