package lab.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import lab.backtest.recorded.SignalsOfThen;
import lab.consensus.signals.ServiceSignals;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.PatternSignal;
import lab.consensus.strategy.Sentiment;
import lab.consensus.strategy.Signals;
import lab.console.market.CandleRow;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.lancer.SignalAnswer;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.PatternRules;
import lab.lancer.pattern.Patterns;
import lab.lancer.pattern.Series;
import lab.servicekit.Json;

/**
 * What the pattern service would have said: the same search over the candles that were final then.
 * Before the first candle that is seen of a pair stand those that the lab was given of it, if they
 * are older. The index grows by what is seen, so nothing of later is in it.
 */
public final class PastPatterns implements SignalsOfThen {
    private static final String NOT_ASKED = "the commentary of then is not asked for";

    private final Optional<PastCandles> given;
    private final Map<Pair, Known> known = new HashMap<>();
    private final AtomicLong searches = new AtomicLong();
    private final AtomicLong found = new AtomicLong();
    private long nanos;

    /**
     * @param given where older candles are, if anywhere
     */
    public PastPatterns(Optional<PastCandles> given) {
        this.given = given;
    }

    /** The candles of one pair that were seen so far. */
    private static final class Known {
        private Series series;
        private final Map<Integer, Double> newest = new HashMap<>();
        private int last = Integer.MIN_VALUE;

        Known(Series series) {
            this.series = series;
        }

        /** What is new in what is seen, or was corrected. */
        void see(List<Candle> seen) {
            List<CandleClose> fresh = new ArrayList<>();
            for (Candle candle : seen.reversed()) {
                CandleClose close = close(candle);
                if (close.minute() <= (long) last - PatternRules.CORRECTED_MINUTES) {
                    break;
                }
                Double before = newest.put(close.minute(), close.close());
                if (before == null || before != close.close()) {
                    fresh.addFirst(close);
                }
            }
            if (!fresh.isEmpty()) {
                series = series.change(fresh, Set.of()).after();
                last = Math.max(last, fresh.getLast().minute());
                newest.keySet().removeIf(it -> it < last - 2 * PatternRules.CORRECTED_MINUTES);
            }
        }
    }

    private static CandleClose close(Candle candle) {
        return CandleClose.at(
                candle.start(), candle.close().toBigDecimal().doubleValue(), /* isLive= */ true);
    }

    @Override
    public Signals at(Instant time, SortedMap<Pair, List<Candle>> seen) {
        for (Map.Entry<Pair, List<Candle>> of : seen.entrySet()) {
            if (!of.getValue().isEmpty()) {
                known.computeIfAbsent(of.getKey(), pair -> begin(pair, of.getValue().getFirst()))
                        .see(of.getValue());
            }
        }
        long begun = System.nanoTime();
        Map<Pair, Knowable<PatternSignal>> said = new ConcurrentHashMap<>();
        known.entrySet().parallelStream()
                .filter(it -> seen.containsKey(it.getKey()))
                .forEach(
                        it -> said.put(it.getKey(), said(it.getKey(), it.getValue().series, time)));
        nanos += System.nanoTime() - begun;
        return new Said(said);
    }

    private Known begin(Pair pair, Candle first) {
        List<CandleClose> older = new ArrayList<>();
        try {
            if (given.isPresent()) {
                for (CandleRow row : given.get().of(pair)) {
                    if (row.time().isBefore(first.start())) {
                        older.add(
                                CandleClose.at(
                                        row.time(),
                                        row.close().doubleValue(),
                                        /* isLive= */ false));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Series empty = Series.empty(PatternRules.STANDARD);
        return new Known(older.isEmpty() ? empty : empty.change(older, Set.of()).after());
    }

    private Knowable<PatternSignal> said(Pair pair, Series series, Instant time) {
        searches.incrementAndGet();
        Answer answer = Patterns.answer(series, time);
        JsonNode json = Json.mapper().valueToTree(SignalAnswer.of(pair, answer, time));
        Knowable<PatternSignal> said = ServiceSignals.patterns(json);
        if (said instanceof Knowable.Known<PatternSignal>) {
            found.incrementAndGet();
        }
        return said;
    }

    /** How long the searches took, of all together. */
    public Duration took() {
        return Duration.ofNanos(nanos);
    }

    public long searches() {
        return searches.get();
    }

    @Override
    public List<String> told() {
        return List.of(
                "Patterns as they would have been: searched at each decision in what was final then (%d searches, %d with an"
                                .formatted(searches.get(), found.get())
                        + " answer). Commentary is Unknown.");
    }

    @Override
    public SortedMap<String, Long> counts() {
        SortedMap<String, Long> counts = new TreeMap<>();
        counts.put("pattern searches", searches.get());
        counts.put("patterns known", found.get());
        return counts;
    }

    /** At one time, by pair. */
    private record Said(Map<Pair, Knowable<PatternSignal>> byPatterns) implements Signals {
        @Override
        public Knowable<PatternSignal> patterns(Pair pair) {
            return byPatterns.getOrDefault(pair, new Knowable.Unknown<>("no candles yet"));
        }

        @Override
        public Knowable<Sentiment> sentiment(Pair pair) {
            return new Knowable.Unknown<>(NOT_ASKED);
        }

        @Override
        public Optional<String> commentator(Pair pair) {
            return Optional.empty();
        }
    }
}
