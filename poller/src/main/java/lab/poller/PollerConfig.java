package lab.poller;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.topics.Bus;
import lab.topics.BusConnection;

/**
 * What a poller brings from where to where.
 *
 * @param speed of a recording or a simulated market
 * @param pairs that are asked of the exchange, or made up
 * @param feedFolder where positions are kept
 * @param recording where the frames of a live feed are written as well
 * @param lead how far a feed that can wait may be ahead of the parts behind it
 * @param silenceMax how long a live feed may be silent before its connection counts as lost
 */
public record PollerConfig(
        FeedChoice feed,
        Speed speed,
        List<Pair> pairs,
        Path feedFolder,
        Optional<Path> recording,
        BusConnection bus,
        String stream,
        Lead lead,
        URI webSocket,
        URI rest,
        Duration silenceMax) {
    public static final List<Pair> DEFAULT_PAIRS =
            Stream.of("BTC", "ETH", "SOL", "DOGE", "AVAX", "LINK")
                    .map(base -> new Pair(base + "-USD"))
                    .toList();
    public static final URI COINBASE_WEB_SOCKET = URI.create("wss://ws-feed.exchange.coinbase.com");
    public static final URI COINBASE_REST = URI.create("https://api.exchange.coinbase.com");
    public static final Duration SILENCE_MAX = Duration.ofSeconds(10);

    private static final int PAIRS_MAX = 100;

    public PollerConfig {
        pairs = List.copyOf(pairs);
        List<String> problems = new ArrayList<>();
        if (pairs.isEmpty() || pairs.size() > PAIRS_MAX) {
            problems.add("pairs: must be 1 to " + PAIRS_MAX + ", were " + pairs.size());
        }
        if (pairs.stream().distinct().count() != pairs.size()) {
            problems.add("pairs: must be different, were " + pairs);
        }
        if (feed instanceof FeedChoice.Recording(var file) && !Files.isReadable(file)) {
            problems.add("feed: must be a readable file, was " + file);
        }
        if (recording.isPresent() && !(feed instanceof FeedChoice.Coinbase)) {
            problems.add("record: must go with a live feed, was " + recording.get());
        }
        if (stream.isBlank()) {
            problems.add("stream: must be given, was blank");
        }
        if (!isScheme(webSocket, "ws")) {
            problems.add("coinbase websocket: must be ws:// or wss://, was " + webSocket);
        }
        if (!isScheme(rest, "http")) {
            problems.add("coinbase rest: must be http:// or https://, was " + rest);
        }
        if (!silenceMax.isPositive()) {
            problems.add("silence max: must be positive, was " + silenceMax);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    public static PollerConfig of(FeedChoice feed, Path feedFolder, BusConnection bus) {
        return new PollerConfig(
                feed,
                Speed.AS_RECORDED,
                DEFAULT_PAIRS,
                feedFolder,
                Optional.empty(),
                bus,
                Bus.LIVE_STREAM,
                Lead.UNBOUNDED,
                COINBASE_WEB_SOCKET,
                COINBASE_REST,
                SILENCE_MAX);
    }

    public PollerConfig withSpeed(Speed other) {
        return new PollerConfig(
                feed,
                other,
                pairs,
                feedFolder,
                recording,
                bus,
                stream,
                lead,
                webSocket,
                rest,
                silenceMax);
    }

    public PollerConfig withPairs(List<Pair> others) {
        return new PollerConfig(
                feed,
                speed,
                others,
                feedFolder,
                recording,
                bus,
                stream,
                lead,
                webSocket,
                rest,
                silenceMax);
    }

    public PollerConfig withRecording(Path file) {
        return new PollerConfig(
                feed,
                speed,
                pairs,
                feedFolder,
                Optional.of(file),
                bus,
                stream,
                lead,
                webSocket,
                rest,
                silenceMax);
    }

    public PollerConfig withStream(String other) {
        return new PollerConfig(
                feed,
                speed,
                pairs,
                feedFolder,
                recording,
                bus,
                other,
                lead,
                webSocket,
                rest,
                silenceMax);
    }

    public PollerConfig withLead(Lead other) {
        return new PollerConfig(
                feed,
                speed,
                pairs,
                feedFolder,
                recording,
                bus,
                stream,
                other,
                webSocket,
                rest,
                silenceMax);
    }

    public PollerConfig withCoinbase(URI otherWebSocket, URI otherRest, Duration otherSilenceMax) {
        return new PollerConfig(
                feed,
                speed,
                pairs,
                feedFolder,
                recording,
                bus,
                stream,
                lead,
                otherWebSocket,
                otherRest,
                otherSilenceMax);
    }

    private static boolean isScheme(URI uri, String scheme) {
        return uri.getHost() != null
                && (scheme.equals(uri.getScheme()) || (scheme + "s").equals(uri.getScheme()));
    }
}
