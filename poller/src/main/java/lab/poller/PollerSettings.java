package lab.poller;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import lab.domain.Pair;
import lab.servicekit.Default;
import lab.servicekit.Secret;
import lab.topics.BusConnection;

/** The settings of a poller that runs on its own, as a user writes them. */
record PollerSettings(
        @Default("coinbase") String feed,
        @Default("1") String speed,
        Optional<String> seed,
        Optional<String> events,
        @Default("BTC-USD,ETH-USD,SOL-USD,DOGE-USD,AVAX-USD,LINK-USD") List<Pair> pairs,
        @Default("data/feed") Path feedFolder,
        Optional<Path> record,
        @Default("127.0.0.1") String iggyHost,
        @Default("8090") int iggyPort,
        @Default("iggy") String iggyUsername,
        @Secret String iggyPassword,
        @Default("crypto") String stream,
        @Default("") List<String> waitFor,
        @Default("60s") Duration maxAhead,
        @Default("wss://ws-feed.exchange.coinbase.com") URI coinbaseWebSocket,
        @Default("https://api.exchange.coinbase.com") URI coinbaseRest,
        @Default("10s") Duration silenceMax) {

    PollerConfig config() {
        return new PollerConfig(
                FeedChoice.parse(feed, number("seed", seed), number("events", events)),
                Speed.parse(speed),
                pairs,
                feedFolder,
                record,
                new BusConnection(iggyHost, iggyPort, iggyUsername, iggyPassword),
                stream,
                new Lead(Set.copyOf(waitFor), maxAhead),
                coinbaseWebSocket,
                coinbaseRest,
                silenceMax);
    }

    private static OptionalLong number(String name, Optional<String> text) {
        try {
            return text.isPresent()
                    ? OptionalLong.of(Long.parseLong(text.get()))
                    : OptionalLong.empty();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s: must be a whole number, was \"%s\"".formatted(name, text.orElse("")), e);
        }
    }
}
