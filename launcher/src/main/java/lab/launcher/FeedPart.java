package lab.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import lab.console.PipelineStatus;
import lab.poller.FeedChoice;
import lab.poller.FeedGate;
import lab.poller.Poller;
import lab.poller.PollerConfig;
import lab.topics.BusConnection;

/** The feed that runs, and what everyone has to know about it. */
final class FeedPart implements AutoCloseable {
    private final Poller poller;
    private final FeedChoice choice;
    private final Optional<String> note;

    private FeedPart(Poller poller, FeedChoice choice, Optional<String> note) {
        this.poller = poller;
        this.choice = choice;
        this.note = note;
    }

    static FeedPart start(
            LabOptions options, BusConnection bus, MeterRegistry registry, InstantSource clock) {
        FeedChoice choice = options.feed();
        Optional<String> note = Optional.empty();
        if (choice instanceof FeedChoice.Coinbase) {
            Optional<String> unreachable = Exchange.unreachable();
            if (unreachable.isPresent()) {
                choice = new FeedChoice.Simulator(OptionalLong.empty(), OptionalLong.empty());
                note =
                        Optional.of(
                                "instead of coinbase, which could not be reached: "
                                        + unreachable.get());
            }
        }
        var poller = new Poller(config(options, choice, bus), FeedGate.OPEN, clock, registry);
        poller.start();
        return new FeedPart(poller, choice, note);
    }

    private static PollerConfig config(LabOptions options, FeedChoice choice, BusConnection bus) {
        PollerConfig config =
                PollerConfig.of(choice, options.data().feed(), bus).withSpeed(options.speed());
        if (!options.pairs().isEmpty()) {
            config = config.withPairs(options.pairs());
        }
        return options.recording().isPresent() && choice instanceof FeedChoice.Coinbase
                ? config.withRecording(options.recording().get())
                : config;
    }

    /** What it is, for everyone who looks at the lab. */
    PipelineStatus.Feed shown() {
        return switch (choice) {
            case FeedChoice.Coinbase _ ->
                    new PipelineStatus.Feed("coinbase", PipelineStatus.FeedKind.LIVE, note);
            case FeedChoice.Simulator _ ->
                    new PipelineStatus.Feed("simulator", PipelineStatus.FeedKind.SIMULATED, note);
            case FeedChoice.Recording(var file) ->
                    new PipelineStatus.Feed(
                            String.valueOf(file.getFileName()),
                            PipelineStatus.FeedKind.RECORDED,
                            note);
            case FeedChoice.None _ -> none();
        };
    }

    static PipelineStatus.Feed none() {
        return new PipelineStatus.Feed(
                "none", PipelineStatus.FeedKind.NONE, Optional.of("other clients publish"));
    }

    /** Whether it has ended and the broker has acknowledged all of it. */
    boolean isEnded() {
        return poller.status().ended();
    }

    Optional<Instant> newestEventTime() {
        return poller.status().newestEventTime();
    }

    /** What keeps it from working, if anything does. */
    Optional<String> trouble() {
        return poller.status().trouble();
    }

    @Override
    public void close() {
        poller.close();
    }
}
