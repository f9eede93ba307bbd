package lab.poller;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.LiveSettings;
import lab.poller.feed.MarketFeed;
import lab.poller.playback.RecordingFeed;
import lab.poller.simulator.SimulatorFeed;

/** Opens the feed that was chosen. */
final class Feeds {
    private Feeds() {}

    static MarketFeed open(PollerConfig config, InstantSource clock) {
        try {
            return switch (config.feed()) {
                case FeedChoice.Live(var exchange) ->
                        exchange.open(
                                new LiveSettings(
                                        config.pairs(),
                                        config.webSocket(),
                                        config.rest(),
                                        config.silenceMax(),
                                        config.recording()),
                                clock);
                case FeedChoice.Simulator(var seed, var events) ->
                        SimulatorFeed.open(config.pairs(), seed, events, config.speed(), clock);
                case FeedChoice.Recording(var file) ->
                        new RecordingFeed(file, config.speed(), config.pairs(), clock);
                case FeedChoice.None() -> new NoFeed();
            };
        } catch (IOException e) {
            throw new UncheckedIOException("feed: must be readable, was not: " + e.getMessage(), e);
        }
    }
}
