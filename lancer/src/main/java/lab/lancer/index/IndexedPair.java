package lab.lancer.index;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import lab.domain.Pair;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.BestMatches;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.Change;
import lab.lancer.pattern.Patterns;
import lab.lancer.pattern.Proposals;
import lab.lancer.pattern.Series;

/** A pair's windows, in memory and in its store. One thread writes, any reads. */
final class IndexedPair implements AutoCloseable {
    /** Beyond so many rows it is quicker to write all anew. */
    private static final int MERGED_ROWS_MAX = 20_000;

    private final Pair pair;
    private final PairStore store;
    private final int windowsExactMax;
    private volatile Series series;
    private volatile Optional<Newest> newest = Optional.empty();
    private boolean isStored;
    private final SortedSet<Integer> unwritten = new TreeSet<>();
    private int commits;

    /** What is answered for the newest candle. */
    private record Newest(Series series, Answer answer) {}

    private IndexedPair(
            Pair pair, PairStore store, int windowsExactMax, Series series, boolean isStored) {
        this.pair = pair;
        this.store = store;
        this.windowsExactMax = windowsExactMax;
        this.series = series;
        this.isStored = isStored;
    }

    /** With what its store holds, or with nothing if that is not readable or of other rules. */
    static IndexedPair open(Pair pair, PairStore store, IndexConfig config) throws IndexException {
        Optional<Series> kept = store.load();
        return new IndexedPair(
                pair,
                store,
                config.windowsExactMax(),
                kept.orElseGet(() -> Series.empty(config.rules())),
                kept.isPresent());
    }

    /** With nothing; what is written replaces whatever its store holds. */
    static IndexedPair empty(Pair pair, PairStore store, IndexConfig config) {
        return new IndexedPair(
                pair, store, config.windowsExactMax(), Series.empty(config.rules()), false);
    }

    Pair pair() {
        return pair;
    }

    Series series() {
        return series;
    }

    /** Takes candles in; nothing is written yet. Says whether anything is new. */
    boolean apply(Collection<CandleClose> candles, boolean isWhole) {
        Series before = series;
        if (before.candles() == 0) {
            series = before.with(candles);
            isStored = false;
            return !candles.isEmpty();
        }
        Change change = before.change(candles, isWhole ? gone(before, candles) : Set.of());
        series = change.after();
        unwritten.addAll(change.minutes());
        return !change.isNothing();
    }

    private static Set<Integer> gone(Series before, Collection<CandleClose> candles) {
        Set<Integer> gone = new HashSet<>();
        Set<Integer> there = candles.stream().map(CandleClose::minute).collect(Collectors.toSet());
        before.minutes().filter(minute -> !there.contains(minute)).forEach(gone::add);
        return gone;
    }

    /** The hours of which the best match is not reckoned yet, the newest first. */
    List<Integer> missingBests() {
        return BestMatches.missing(series);
    }

    void fillBests(List<Integer> hours) {
        BestMatches.fill(series, hours);
    }

    /** Writes what is new; what fails is tried again the next time. */
    boolean flush() throws IndexException {
        Series written = series;
        unwritten.addAll(written.takeFreshBests());
        if (isStored && unwritten.isEmpty()) {
            return false;
        }
        if (!isStored || unwritten.size() > MERGED_ROWS_MAX) {
            store.replace(written);
        } else {
            List<Integer> gone =
                    unwritten.stream().filter(minute -> !written.hasCandle(minute)).toList();
            if (!gone.isEmpty()) {
                store.remove(gone);
            }
            store.merge(
                    unwritten.stream()
                            .flatMap(minute -> written.rowOf(minute).stream())
                            .iterator());
        }
        isStored = true;
        unwritten.clear();
        commits++;
        if (written.outcomes() > windowsExactMax) {
            store.indexVectors(written.outcomes());
        }
        return true;
    }

    /** Commits since it was last tidied. */
    int commits() {
        return commits;
    }

    void tidy(Duration keep) throws IndexException {
        store.tidy(keep);
        commits = 0;
    }

    /** Whether an index proposes what is looked at. */
    private Optional<Proposals> index(Series asked) {
        return asked.outcomes() > windowsExactMax && store.hasVectorIndex()
                ? Optional.of(store)
                : Optional.empty();
    }

    Answer answer(Instant asOf) {
        Series asked = series;
        return Patterns.answer(asked, asOf, index(asked));
    }

    /**
     * What somebody gets who has seen these candles; they depend on nothing else, so the index of
     * vectors, which may be behind, is left alone.
     */
    Answer answer(Instant asOf, List<CandleClose> seen) {
        return Patterns.answer(series.asSeenWith(seen), asOf);
    }

    /** As of the newest candle's end; remembered until there is another. */
    Optional<Answer> newest() {
        Series asked = series;
        Optional<Newest> known = newest;
        if (known.isPresent() && known.get().series() == asked) {
            return Optional.of(known.get().answer());
        }
        Optional<Answer> answer =
                asked.newestEnd().map(end -> Patterns.answer(asked, end, index(asked)));
        newest = answer.map(it -> new Newest(asked, it));
        return answer;
    }

    @Override
    public void close() {
        store.close();
    }
}
