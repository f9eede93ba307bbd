package lab.launcher.past;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import lab.backtest.signals.SignalsOfThen;
import lab.consensus.signals.SignalSettings;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.PatternSignal;
import lab.consensus.strategy.Sentiment;
import lab.consensus.strategy.Signals;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.launcher.past.PastCommentary.Commented;
import lab.launcher.past.PastCommentary.Words;
import org.jspecify.annotations.Nullable;

/**
 * What both services would have said at each decision: what was final then, and nothing of later.
 */
public final class PastSignals implements SignalsOfThen {
    private final PastPatterns patterns;
    private final PastCommentary commentary;
    private final SignalSettings settings;

    /** By pair the moment that is commented on now; its words are found once. */
    private final Map<Pair, Moment> moments = new HashMap<>();

    PastSignals(PastPatterns patterns, PastCommentary commentary, SignalSettings settings) {
        this.patterns = patterns;
        this.commentary = commentary;
        this.settings = settings;
    }

    /** A moment that is commented on, by what was seen when it first counted. */
    private final class Moment {
        private final Instant time;
        private final Pair pair;
        private final List<Candle> seen;
        private final PastPatterns.Then then;
        private final AtomicReference<@Nullable Words> words = new AtomicReference<>();

        Moment(Instant time, Pair pair, List<Candle> seen, PastPatterns.Then then) {
            this.time = time;
            this.pair = pair;
            this.seen = List.copyOf(seen);
            this.then = then;
        }

        /** Two threads may find the same at once; it is counted once, and nobody waits. */
        Words words() {
            Words found = words.get();
            if (found == null) {
                found = commentary.on(pair, time, seen, then);
                if (words.compareAndSet(null, found)) {
                    commentary.count(found);
                }
            }
            return found;
        }
    }

    /** What is asked of one pair. */
    private record Asked(Pair pair, Instant time, PastPatterns.Then then, Moment moment) {}

    @Override
    public Search ask(Instant time, SortedMap<Pair, List<Candle>> seen) {
        List<Asked> asked = new ArrayList<>();
        seen.forEach((pair, candles) -> {
            if (!candles.isEmpty()) {
                PastPatterns.Then then = patterns.see(pair, candles);
                Instant about = momentOf(time.minus(settings.delay()));
                Moment moment = moments.get(pair);
                if (moment == null || !moment.time.equals(about)) {
                    moment = new Moment(about, pair, candles, then);
                    moments.put(pair, moment);
                }
                asked.add(new Asked(pair, time, then, moment));
            }
        });
        return () -> found(asked);
    }

    private Instant momentOf(Instant time) {
        long seconds = settings.cycle().toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    private static Said found(List<Asked> asked) {
        Map<Pair, Knowable<PatternSignal>> patterns = new ConcurrentHashMap<>();
        Map<Pair, Words> words = new ConcurrentHashMap<>();
        asked.parallelStream()
                .forEach(it -> {
                    patterns.put(it.pair(), it.then().said(it.time()));
                    words.put(it.pair(), it.moment().words());
                });
        Map<Pair, String> questions = new HashMap<>();
        words.forEach((pair, of) ->
                of.open().question().ifPresent(question -> questions.put(pair, question)));
        return new Said(
                new Told(patterns, words, /* isMasked= */ false),
                new Told(patterns, words, /* isMasked= */ true),
                questions);
    }

    /** How long the pattern searches for strategies took, of all cores together. */
    public Duration took() {
        return patterns.took();
    }

    public long searches() {
        return patterns.searches();
    }

    @Override
    public List<String> told() {
        return List.of(
                "Patterns as they would have been: searched at each decision in what was final then (%d searches, %d with an"
                                .formatted(patterns.searches(), patterns.found())
                        + " answer).",
                switch (commentary.choice()) {
                    case STORED ->
                            "Commentary is what the analyst's journal has to the same question;"
                                    + " Unknown where it has nothing (--commentary stored).";
                    case RULES ->
                            "Commentary is what the analyst's journal has to the same question; by"
                                    + " rules where it has nothing (--commentary rules).";
                    case UNKNOWN -> "Commentary is Unknown (--commentary unknown).";
                });
    }

    @Override
    public SortedMap<String, Long> counts() {
        SortedMap<String, Long> counts = new TreeMap<>(commentary.counts());
        counts.put("pattern searches", patterns.searches());
        counts.put("patterns known", patterns.found());
        return counts;
    }

    /** At one time, by pair. */
    private record Told(
            Map<Pair, Knowable<PatternSignal>> byPatterns,
            Map<Pair, Words> byCommentary,
            boolean isMasked)
            implements Signals {
        private static final String NO_CANDLES = "no candles yet";

        @Override
        public Knowable<PatternSignal> patterns(Pair pair) {
            return byPatterns.getOrDefault(pair, new Knowable.Unknown<>(NO_CANDLES));
        }

        private Knowable<Commented> comment(Pair pair) {
            Words words = byCommentary.get(pair);
            return words == null
                    ? new Knowable.Unknown<>(NO_CANDLES)
                    : (isMasked ? words.masked() : words.open()).said();
        }

        @Override
        public Knowable<Sentiment> sentiment(Pair pair) {
            return switch (comment(pair)) {
                case Knowable.Unknown<Commented>(var reason) -> new Knowable.Unknown<>(reason);
                case Knowable.Known<Commented>(var said, var since) ->
                        new Knowable.Known<>(said.sentiment(), since);
            };
        }

        @Override
        public Optional<String> commentator(Pair pair) {
            return comment(pair).known().map(Commented::source);
        }
    }
}
