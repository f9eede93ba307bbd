package lab.launcher.past;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import lab.consensus.signals.ServiceSignals;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.PatternSignal;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.lancer.SignalAnswer;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.PatternRules;
import lab.lancer.pattern.Patterns;
import lab.lancer.pattern.Series;
import lab.servicekit.http.Json;

/**
 * What the pattern service would have said: the same search over the candles that were final then.
 * Before the first candle that is seen of a pair stand older ones, if there are any. The index
 * grows by what is seen, so nothing of later is in it, and is bounded: of each pair it keeps the
 * newest.
 */
final class PastPatterns {
    /** A year of a pair; then its oldest tenth goes. */
    static final int CANDLES_MAX = 525_600;

    private static final int TENTH = 10;

    private final PastServices.Older older;
    private final int candlesMax;
    private final Map<Pair, Known> known = new HashMap<>();
    private final AtomicLong searches = new AtomicLong();
    private final AtomicLong found = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();

    PastPatterns(PastServices.Older older) {
        this(older, CANDLES_MAX);
    }

    PastPatterns(PastServices.Older older, int candlesMax) {
        this.older = older;
        this.candlesMax = candlesMax;
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
        void see(List<Candle> seen, int candlesMax) {
            List<CandleClose> fresh = new ArrayList<>();
            for (int i = seen.size() - 1; i >= 0; i--) {
                CandleClose close = close(seen.get(i));
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
            if (series.candles() > candlesMax) {
                series = series.newest(candlesMax - candlesMax / TENTH);
            }
        }
    }

    private static CandleClose close(Candle candle) {
        return CandleClose.at(
                candle.start(), candle.close().toBigDecimal().doubleValue(), /* isLive= */ true);
    }

    /** All that is known of a pair when something is decided; it does not change any more. */
    final class Then {
        private final Pair pair;
        private final Series series;

        private Then(Pair pair, Series series) {
            this.pair = pair;
            this.series = series;
        }

        /** What the service answers about a time that is not later, as JSON. */
        JsonNode answer(Instant asOf) {
            return Json.mapper()
                    .valueToTree(SignalAnswer.of(pair, Patterns.answer(series, asOf), asOf));
        }

        /** What a strategy is told at a time, counted and timed. */
        Knowable<PatternSignal> said(Instant time) {
            searches.incrementAndGet();
            long begun = cpuNanos();
            Knowable<PatternSignal> said = ServiceSignals.patterns(answer(time));
            nanos.addAndGet(cpuNanos() - begun);
            if (said instanceof Knowable.Known<PatternSignal>) {
                found.incrementAndGet();
            }
            return said;
        }
    }

    /**
     * Takes in what is seen of a pair.
     *
     * @param seen at least one, oldest first
     */
    Then see(Pair pair, List<Candle> seen) {
        Known of = known.computeIfAbsent(pair, it -> begin(it, seen.getFirst()));
        of.see(seen, candlesMax);
        return new Then(pair, of.series);
    }

    private Known begin(Pair pair, Candle first) {
        try {
            List<CandleClose> before = older.of(pair, first.start());
            Series empty = Series.empty(PatternRules.STANDARD);
            return new Known(before.isEmpty() ? empty : empty.change(before, Set.of()).after());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of this thread: what others keep the cores busy with is not the search's time. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** How long the searches for strategies took, of all cores together. */
    Duration took() {
        return Duration.ofNanos(nanos.get());
    }

    long searches() {
        return searches.get();
    }

    /** How many of them had an answer. */
    long found() {
        return found.get();
    }
}
