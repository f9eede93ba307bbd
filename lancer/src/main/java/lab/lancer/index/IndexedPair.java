package lab.lancer.index;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
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
import lab.lancer.pattern.PatternRules;
import lab.lancer.pattern.Patterns;
import lab.lancer.pattern.Proposals;
import lab.lancer.pattern.Series;
import lab.lancer.warm.Doubt;

/** A pair's windows, in memory and in its store. One thread writes, any reads. */
final class IndexedPair implements AutoCloseable {
    /** Beyond so many rows it is quicker to write all anew. */
    private static final int MERGED_ROWS_MAX = 20_000;

    private final Pair pair;
    private final PairStore store;
    private final int windowsExactMax;
    private volatile Series series;

    /** The same without the candles that are in doubt; itself, if none are. */
    private volatile Series sound;

    private volatile List<Doubt> doubts = List.of();
    private volatile Optional<Newest> newest = Optional.empty();
    private boolean isStored;
    private final SortedSet<Integer> unwritten = new TreeSet<>();
    private int commits;

    /** What is answered for the newest candle. */
    private record Newest(Series series, Series sound, Answer answer) {}

    private IndexedPair(
            Pair pair, PairStore store, int windowsExactMax, Series series, boolean isStored) {
        this.pair = pair;
        this.store = store;
        this.windowsExactMax = windowsExactMax;
        this.series = series;
        this.sound = series;
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
            sound = withoutDoubtful(series);
            isStored = false;
            return !candles.isEmpty();
        }
        Change change = before.change(candles, isWhole ? gone(before, candles) : Set.of());
        series = change.after();
        sound = sound(before, candles, isWhole);
        unwritten.addAll(change.minutes());
        return !change.isNothing();
    }

    /** Leaves candles out of what is answered, and takes back those that were left out before. */
    void doubt(List<Doubt> all) {
        List<Doubt> ours = all.stream().filter(it -> it.isOf(pair)).toList();
        if (!ours.equals(doubts)) {
            doubts = ours;
            sound = withoutDoubtful(series);
        }
    }

    private Series sound(Series before, Collection<CandleClose> candles, boolean isWhole) {
        List<CandleClose> undoubted =
                candles.stream().filter(it -> !isDoubtful(it.minute())).toList();
        if (sound == before && undoubted.size() == candles.size()) {
            return series;
        }
        return isWhole ? withoutDoubtful(series) : sound.with(undoubted);
    }

    private Series withoutDoubtful(Series whole) {
        Set<Integer> doubtful =
                doubts.isEmpty()
                        ? Set.of()
                        : whole.minutes()
                                .filter(this::isDoubtful)
                                .boxed()
                                .collect(Collectors.toUnmodifiableSet());
        return doubtful.isEmpty() ? whole : whole.change(List.of(), doubtful).after();
    }

    private boolean isDoubtful(int minute) {
        return doubts.stream().anyMatch(it -> it.covers(minute));
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

    /** By the candles that nobody doubts. */
    Answer answer(Instant asOf) {
        return explained(answer(sound, asOf), asOf);
    }

    /** By all candles, whatever was found of them since. */
    Answer answerByAll(Instant asOf) {
        return answer(series, asOf);
    }

    private Answer answer(Series asked, Instant asOf) {
        return Patterns.answer(asked, asOf, index(asked));
    }

    /** What is unknown for a doubt says so. */
    private Answer explained(Answer answer, Instant asOf) {
        if (answer.query().isPresent()) {
            return answer;
        }
        Instant first =
                asOf.minus(PatternRules.QUERY_AGE_MAX)
                        .minus(Duration.ofMinutes(PatternRules.WINDOW_MINUTES));
        return doubts.stream()
                .filter(it -> it.touches(first, asOf))
                .max(Comparator.comparing(Doubt::to))
                .map(it ->
                        answer.unknownFor(
                                "window: its candles must not be in doubt, %s was found from %s to %s; ./lab quality says more"
                                        .formatted(it.rule(), it.from(), it.to())))
                .orElse(answer);
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
        Series all = series;
        Series asked = sound;
        Optional<Newest> known = newest;
        if (known.isPresent() && known.get().series() == all && known.get().sound() == asked) {
            return Optional.of(known.get().answer());
        }
        Optional<Answer> answer = all.newestEnd().map(end -> explained(answer(asked, end), end));
        newest = answer.map(it -> new Newest(all, asked, it));
        return answer;
    }

    @Override
    public void close() {
        store.close();
    }
}
