package lab.consensus;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import lab.consensus.desk.DeskView;
import lab.domain.EventTime;
import lab.servicekit.Health;
import lab.servicekit.Lately;

/**
 * Whether the desk can do its work, and if not, why: part by part, by the clock where event time
 * stands still.
 */
final class DeskHealth {
    private static final Duration CLEARING_WAIT_MAX = Duration.ofSeconds(30);

    private final ConsensusConfig config;
    private final InstantSource clock;
    private final Supplier<DeskView> view;
    private volatile Optional<String> failure = Optional.empty();
    private volatile Optional<String> busTrouble = Optional.empty();
    private volatile Optional<String> note = Optional.empty();
    private volatile Optional<Instant> started = Optional.empty();
    private volatile Optional<Waiting> waiting = Optional.empty();

    /** For the clearing house, with one decision time. */
    private record Waiting(Instant decision, Instant since) {}

    DeskHealth(ConsensusConfig config, InstantSource clock, Supplier<DeskView> view) {
        this.config = config;
        this.clock = clock;
        this.view = view;
    }

    Health health() {
        var health = new Health(clock);
        health.check("bus", () -> busTrouble);
        health.check("desk", this::desk, this::note);
        health.check("market", this::market);
        health.check("clearing", this::clearing);
        return health;
    }

    void failed(String reason) {
        failure = Optional.of(reason);
    }

    /** Stands from now on. */
    void note(String said) {
        note = Optional.of(said);
    }

    Optional<String> note() {
        return note;
    }

    void busLost(String reason) {
        busTrouble = Optional.of(reason);
    }

    void worked() {
        failure = Optional.empty();
        busTrouble = Optional.empty();
        started = started.or(() -> Optional.of(clock.instant()));
    }

    /** Remembers since when the desk waits for the clearing house. */
    void look(DeskView now) {
        Optional<Instant> decision = now.marketPassed() ? now.pending() : Optional.empty();
        if (decision.isEmpty()) {
            waiting = Optional.empty();
        } else if (waiting.filter(it -> it.decision.equals(decision.get())).isEmpty()) {
            waiting = Optional.of(new Waiting(decision.get(), clock.instant()));
        }
    }

    private Optional<String> desk() {
        if (failure.isPresent()) {
            return failure;
        }
        DeskView now = view.get();
        return switch (now.phase()) {
            case STARTING -> Optional.of("starts: reads what stands on the bus");
            case CATCHING_UP ->
                    Optional.of(
                            "catches up: it has decided up to %s"
                                    .formatted(
                                            now.decided()
                                                    .map(EventTime::format)
                                                    .orElse("nothing yet")));
            case RUNNING, ENDED -> Optional.empty();
        };
    }

    /** Why no price is known now, if none is. */
    Optional<String> market() {
        DeskView now = view.get();
        if (now.phase() == DeskView.Phase.ENDED) {
            return Optional.of("the market has ended: nothing is bought or sold");
        }
        Optional<Instant> heard = now.heard().or(() -> started);
        Duration silence =
                // Of a clock that was set back, what was heard lies ahead until something is heard
                // again
                heard.map(it -> Duration.between(it, clock.instant()).abs()).orElse(Duration.ZERO);
        if (silence.compareTo(config.staleAfter()) > 0) {
            return Optional.of(
                    "no message for %d s: prices are unknown, nothing is bought or sold"
                            .formatted(silence.toSeconds()));
        }
        Instant oldest =
                now.newestEvent()
                        .map(it -> it.minus(config.rules().priceAgeMax()))
                        .orElse(Instant.MIN);
        boolean hasPrice = now.newestQuote().filter(it -> !it.isBefore(oldest)).isPresent();
        boolean isBehind = now.pending().filter(it -> it.isBefore(oldest)).isPresent();
        return hasPrice || isBehind
                ? Optional.empty()
                : Optional.of(
                        "no price of the last %d s of event time: prices are unknown"
                                .formatted(config.rules().priceAgeMax().toSeconds()));
    }

    private Optional<String> clearing() {
        Optional<Waiting> since = waiting;
        if (since.isEmpty()
                || Lately.isWithin(CLEARING_WAIT_MAX, since.get().since, clock.instant())) {
            return Optional.empty();
        }
        return Optional.of(
                "the clearing house has not come to %s: %d requests are not answered"
                        .formatted(
                                EventTime.format(since.get().decision), view.get().outstanding()));
    }
}
