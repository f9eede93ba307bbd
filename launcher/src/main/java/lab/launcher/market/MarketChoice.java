package lab.launcher.market;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.launcher.directory.LabException;
import lab.launcher.directory.MarketOfDirectory;
import lab.poller.exchange.FeedChoice;
import lab.poller.feed.Exchange;
import lab.poller.playback.RecordingFeed;
import lab.poller.position.HeldMarket;

/**
 * Which market a lab shows, and what one has to know about it. A data directory has one market for
 * life, real or simulated; see ADR 7.
 *
 * @param notes why it is not the one that was asked for
 */
public record MarketChoice(FeedChoice feed, List<String> notes) {
    public MarketChoice {
        notes = List.copyOf(notes);
    }

    /** Finds out whether an exchange can be reached. */
    interface Probe {
        boolean reaches(Exchange exchange) throws InterruptedException;
    }

    /** Chooses, and notes in the directory what it will hold. */
    static MarketChoice of(LabOptions options, Probe probe, InstantSource clock)
            throws LabException, InterruptedException {
        check(options);
        MarketChoice chosen = chosen(options, probe);
        try {
            HeldMarket.note(options.data().feed(), chosen.feed(), clock.instant());
        } catch (IOException e) {
            throw new LabException(
                    "data directory %s: it must be writable, %s"
                            .formatted(options.data(), LabException.reason(e)),
                    e);
        }
        return chosen;
    }

    /** Refuses a market that must not be added to the one that the directory holds. */
    static void check(LabOptions options) throws LabException {
        Optional<HeldMarket> held = held(options);
        if (options.feed() instanceof FeedChoice.Recording(var file)) {
            checkHoldsFrames(file);
        }
        if (held.isEmpty() || takes(held.get(), options.feed()) || goesOn(options, held.get())) {
            return;
        }
        if (held.get().isSimulated() && options.feed() instanceof FeedChoice.Simulator) {
            throw new LabException(
                    "data directory %s: it holds the simulated market of seed %d since %s, and another must not be added to it; go on with it by --seed %d, or take another --data"
                            .formatted(
                                    options.data(),
                                    held.get().seed().orElseThrow(),
                                    day(held.get()),
                                    held.get().seed().orElseThrow()));
        }
        if (held.get().exchange().isPresent()
                && !(options.feed() instanceof FeedChoice.Simulator)) {
            throw new LabException(
                    "data directory %s: it holds the market of %s since %s, and another exchange's must not be added to it; take another --data"
                            .formatted(
                                    options.data(),
                                    held.get().exchange().get().word(),
                                    day(held.get())));
        }
        String rule =
                held.get().isSimulated()
                        ? "it holds a simulated market since %s, and a real one must not be added"
                                + " to it; go on with it by --feed simulator, or take another --data"
                        : "it holds a real market since %s, and a simulated one must not be added"
                                + " to it; take another --data";
        throw new LabException(
                "data directory %s: %s".formatted(options.data(), rule.formatted(day(held.get()))));
    }

    private static boolean takes(HeldMarket held, FeedChoice feed) throws LabException {
        try {
            return held.takes(feed);
        } catch (IOException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }

    private static void checkHoldsFrames(Path file) throws LabException {
        try {
            RecordingFeed.check(file);
        } catch (IOException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }

    private static MarketChoice chosen(LabOptions options, Probe probe)
            throws LabException, InterruptedException {
        List<String> notes = new ArrayList<>();
        FeedChoice feed = options.feed();
        Optional<HeldMarket> held = held(options);
        if (held.isPresent() && goesOn(options, held.get()) && held.get().exchange().isPresent()) {
            feed = new FeedChoice.Live(held.get().exchange().get());
        }
        if (held.isPresent() && held.get().isSimulated() && goesOn(options, held.get())) {
            feed = new FeedChoice.Simulator(held.get().seed(), OptionalLong.empty());
            notes.add(
                    "this data directory holds a simulated market since %s; for the live one: ./lab up --data OTHER"
                            .formatted(day(held.get())));
        } else if (held.isPresent()
                && feed instanceof FeedChoice.Simulator(var seed, var events)
                && seed.isEmpty()) {
            feed = new FeedChoice.Simulator(held.get().seed(), events);
        } else if (feed instanceof FeedChoice.Live(var exchange) && !probe.reaches(exchange)) {
            if (held.isPresent()) {
                notes.add(
                        exchange.word()
                                + " cannot be reached from here and is waited for: this data"
                                + " directory holds its real market; for a simulated one: ./lab up"
                                + " --feed simulator --data OTHER");
            } else {
                feed = simulator();
                notes.add(
                        "it stands in for %s, which cannot be reached from here"
                                .formatted(exchange.word()));
            }
        }
        if (options.recording().isPresent() && !(feed instanceof FeedChoice.Live)) {
            notes.add(
                    "nothing is recorded to %s, as nothing is live"
                            .formatted(options.recording().get()));
        }
        return new MarketChoice(feed, notes);
    }

    /** Who does not say which market he wants gets the one that is there. */
    private static boolean goesOn(LabOptions options, HeldMarket held) {
        return !options.isFeedGiven()
                && (held.isSimulated() || options.feed() instanceof FeedChoice.Live);
    }

    private static FeedChoice simulator() {
        return new FeedChoice.Simulator(OptionalLong.empty(), OptionalLong.empty());
    }

    private static Optional<HeldMarket> held(LabOptions options) throws LabException {
        return MarketOfDirectory.held(options.data());
    }

    private static LocalDate day(HeldMarket held) {
        return LocalDate.ofInstant(held.since(), ZoneOffset.UTC);
    }
}
