package lab.poller;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lab.domain.Pair;
import lab.poller.exchange.Exchanges;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Exchange;
import lab.poller.feed.Speed;
import lab.topics.Bus;
import lab.topics.BusConnection;

/**
 * What a poller brings from where to where.
 *
 * @param speed of a recording or a simulated market
 * @param pairs that are asked of the exchange, or made up
 * @param feedFolder where positions are kept
 * @param recording where the frames of a live feed are written as well
 * @param aheadLimit how far a feed that can wait may be ahead of the parts behind it
 * @param silenceMax how long a live feed may be silent before its connection counts as lost
 * @param isBeside whether it is an exchange beside the lab's own: its pairs have it in their names,
 *     and there may be none any more
 * @param hasBooks whether a simulated market has order books
 */
public record PollerConfig(
        FeedChoice feed,
        Speed speed,
        List<Pair> pairs,
        Path feedFolder,
        Optional<Path> recording,
        BusConnection bus,
        String stream,
        AheadLimit aheadLimit,
        URI webSocket,
        URI rest,
        Duration silenceMax,
        boolean isBeside,
        boolean hasBooks) {
    public PollerConfig {
        pairs = List.copyOf(pairs);
        List<String> problems = new ArrayList<>();
        Exchange exchange = exchangeOf(feed);
        if ((pairs.isEmpty() && !isBeside) || pairs.size() > exchange.pairsMax()) {
            problems.add("pairs: must be 1 to " + exchange.pairsMax() + ", were " + pairs.size());
        }
        if (pairs.stream().distinct().count() != pairs.size()) {
            problems.add("pairs: must be different, were " + pairs);
        }
        if (!pairs.stream().allMatch(pair -> isOf(pair, exchange, isBeside))) {
            problems.add(
                    "pairs: must be %s, were %s"
                            .formatted(
                                    isBeside ? "of " + exchange.word() : "without a venue", pairs));
        }
        if (isBeside && !(feed instanceof FeedChoice.Live)) {
            problems.add("feed: must be an exchange where it is one beside another, was " + feed);
        }
        if (feed instanceof FeedChoice.Recording(var file) && !Files.isReadable(file)) {
            problems.add("feed: must be a readable file, was " + file);
        }
        if (recording.isPresent() && !(feed instanceof FeedChoice.Live)) {
            problems.add("record: must go with a live feed, was " + recording.get());
        }
        if (stream.isBlank()) {
            problems.add("stream: must be given, was blank");
        }
        if (!isScheme(webSocket, "ws")) {
            problems.add(exchange.word() + " websocket: must be ws:// or wss://, was " + webSocket);
        }
        if (!isScheme(rest, "http")) {
            problems.add(exchange.word() + " rest: must be http:// or https://, was " + rest);
        }
        if (!silenceMax.isPositive()) {
            problems.add("silence max: must be positive, was " + silenceMax);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    public static PollerConfig of(FeedChoice feed, Path feedFolder, BusConnection bus) {
        Exchange exchange = exchangeOf(feed);
        return new PollerConfig(
                feed,
                Speed.AS_RECORDED,
                exchange.pairs(),
                feedFolder,
                Optional.empty(),
                bus,
                Bus.LIVE_STREAM,
                AheadLimit.UNBOUNDED,
                exchange.webSocket(),
                exchange.rest(),
                exchange.silenceMax(),
                false,
                false);
    }

    public PollerConfig withSpeed(Speed other) {
        return changed(it -> it.speed = other);
    }

    public PollerConfig withPairs(List<Pair> others) {
        return changed(it -> it.pairs = others);
    }

    public PollerConfig withRecording(Path file) {
        return changed(it -> it.recording = Optional.of(file));
    }

    public PollerConfig withStream(String other) {
        return changed(it -> it.stream = other);
    }

    public PollerConfig withAheadLimit(AheadLimit other) {
        return changed(it -> it.aheadLimit = other);
    }

    public PollerConfig withExchange(URI otherWebSocket, URI otherRest, Duration otherSilenceMax) {
        return changed(it -> {
            it.webSocket = otherWebSocket;
            it.rest = otherRest;
            it.silenceMax = otherSilenceMax;
        });
    }

    /** A simulated market has order books from now on. */
    public PollerConfig withBooks() {
        return changed(it -> it.hasBooks = true);
    }

    /** An exchange beside the lab's own, with these pairs of it. */
    public PollerConfig beside(List<Pair> named) {
        return changed(it -> {
            it.pairs = named;
            it.isBeside = true;
        });
    }

    private PollerConfig changed(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** A config while one of its parts is changed. */
    private static final class Draft {
        private final FeedChoice feed;
        private final Path feedFolder;
        private final BusConnection bus;
        private Speed speed;
        private List<Pair> pairs;
        private Optional<Path> recording;
        private String stream;
        private AheadLimit aheadLimit;
        private URI webSocket;
        private URI rest;
        private Duration silenceMax;
        private boolean isBeside;
        private boolean hasBooks;

        Draft(PollerConfig of) {
            feed = of.feed;
            feedFolder = of.feedFolder;
            bus = of.bus;
            speed = of.speed;
            pairs = of.pairs;
            recording = of.recording;
            stream = of.stream;
            aheadLimit = of.aheadLimit;
            webSocket = of.webSocket;
            rest = of.rest;
            silenceMax = of.silenceMax;
            isBeside = of.isBeside;
            hasBooks = of.hasBooks;
        }

        PollerConfig config() {
            return new PollerConfig(
                    feed,
                    speed,
                    pairs,
                    feedFolder,
                    recording,
                    bus,
                    stream,
                    aheadLimit,
                    webSocket,
                    rest,
                    silenceMax,
                    isBeside,
                    hasBooks);
        }
    }

    private static boolean isOf(Pair pair, Exchange exchange, boolean isBeside) {
        return pair.venue().equals(isBeside ? Optional.of(exchange.word()) : Optional.empty());
    }

    /** Simulated markets are Coinbase's in their pairs and their form. */
    private static Exchange exchangeOf(FeedChoice feed) {
        return feed instanceof FeedChoice.Live(var exchange) ? exchange : Exchanges.COINBASE;
    }

    private static boolean isScheme(URI uri, String scheme) {
        return uri.getHost() != null
                && (scheme.equals(uri.getScheme()) || (scheme + "s").equals(uri.getScheme()));
    }
}
