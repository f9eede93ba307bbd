package lab.poller;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Exchange;
import lab.poller.feed.LiveSettings;
import lab.poller.feed.MarketFeed;
import lab.poller.feed.VenueFeed;
import lab.poller.playback.RecordingFeed;
import lab.poller.simulator.SimulatorFeed;

/** Opens the feed that was chosen. */
final class Feeds {
    private Feeds() {}

    static MarketFeed open(PollerConfig config, InstantSource clock) {
        try {
            return switch (config.feed()) {
                case FeedChoice.Live(var exchange) -> live(exchange, config, clock);
                case FeedChoice.Simulator(var seed, var events) ->
                        SimulatorFeed.open(
                                config.pairs(),
                                seed,
                                events,
                                config.speed(),
                                config.hasBooks(),
                                clock);
                case FeedChoice.Recording(var file) ->
                        new RecordingFeed(file, config.speed(), config.pairs(), clock);
                case FeedChoice.None() -> new NoFeed();
            };
        } catch (IOException e) {
            throw new UncheckedIOException("feed: must be readable, was not: " + e.getMessage(), e);
        }
    }

    private static MarketFeed live(Exchange exchange, PollerConfig config, InstantSource clock)
            throws IOException {
        MarketFeed feed =
                exchange.open(
                        new LiveSettings(
                                VenueFeed.ofExchange(config.pairs()),
                                config.webSocket(),
                                config.rest(),
                                config.silenceMax(),
                                config.recording()),
                        clock);
        return config.isBeside() ? new VenueFeed(feed) : feed;
    }
}
