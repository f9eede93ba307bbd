package lab.lancer.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import lab.domain.Pair;
import lab.lancer.annotation.Annotator;
import lab.lancer.pattern.Answer;
import lab.lancer.pattern.CandleClose;
import lab.lancer.pattern.PatternRules;
import lab.lancer.pattern.Patterns;
import lab.lancer.pattern.Series;
import lab.lancer.warm.Doubt;
import lab.lancer.warm.WarmCandles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All pairs' windows. One thread writes, any reads. */
public final class PatternIndex implements AutoCloseable, Annotator.Market {
    private static final Logger log = LoggerFactory.getLogger(PatternIndex.class);
    private static final String SUFFIX = ".lance";

    /** How long somebody in another process may go on reading what was replaced. */
    private static final Duration KEEP_REPLACED = Duration.ofMinutes(10);

    /** Each commit adds a fragment that a search has to look through. */
    private static final int COMMITS_UNTIDY = 60;

    private final IndexConfig config;
    private final InstantSource clock;
    private final Lance lance = new Lance();
    private final Optional<IndexLock> lock;
    private final boolean isAnew;
    private final Map<Pair, IndexedPair> pairs = new ConcurrentSkipListMap<>();
    private volatile SortedSet<Pair> tooMany = new TreeSet<>();
    private volatile List<Doubt> doubts = List.of();

    /** How much there is of a pair. */
    public record PairSize(Pair pair, int candles, int windows, int flatWindows, int outcomes) {}

    private PatternIndex(
            IndexConfig config, InstantSource clock, Optional<IndexLock> lock, boolean isAnew) {
        this.isAnew = isAnew;
        this.config = config;
        this.clock = clock;
        this.lock = lock;
    }

    /** Throws if another process writes to it. */
    public static void checkFree(IndexConfig config) throws IndexException {
        IndexLock.take(config).close();
    }

    /** Opens it to write; nobody else may meanwhile. */
    public static PatternIndex open(IndexConfig config, InstantSource clock) throws IndexException {
        var index = new PatternIndex(config, clock, Optional.of(IndexLock.take(config)), false);
        try {
            IndexFormat.check(config);
            IndexFormat.write(config);
            for (Pair pair : index.stored()) {
                index.pair(pair);
            }
            return index;
        } catch (IndexException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    /** Opens it to be made anew: what it holds stays on disk until what is new is written. */
    public static PatternIndex rebuild(IndexConfig config, InstantSource clock)
            throws IndexException {
        var index = new PatternIndex(config, clock, Optional.of(IndexLock.take(config)), true);
        try {
            IndexFormat.write(config);
            return index;
        } catch (IndexException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    /** Opens one pair to read, beside whoever writes. */
    public static PatternIndex openToRead(IndexConfig config, InstantSource clock, Pair pair)
            throws IndexException {
        var index = new PatternIndex(config, clock, Optional.empty(), false);
        try {
            IndexFormat.check(config);
            index.pair(pair);
            return index;
        } catch (IndexException | RuntimeException e) {
            index.close();
            throw e;
        }
    }

    private List<Pair> stored() throws IndexException {
        if (!Files.isDirectory(config.pairs())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(config.pairs())) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> new Pair(name.substring(0, name.length() - SUFFIX.length())))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IndexException("index %s: it must be readable".formatted(config.folder()), e);
        }
    }

    private PairStore store(Pair pair) {
        Path folder = config.pairs().resolve(pair.name() + SUFFIX);
        return new PairStore(lance, folder, config.rules(), clock, lock.isPresent());
    }

    private IndexedPair pair(Pair pair) throws IndexException {
        IndexedPair known = pairs.get(pair);
        if (known != null) {
            return known;
        }
        PairStore store = store(pair);
        IndexedPair opened = isAnew ? IndexedPair.empty(pair, store, config) : opened(pair, store);
        opened.doubt(doubts);
        pairs.put(pair, opened);
        return opened;
    }

    /** What cannot be read is made anew from the warm tier: nothing is kept here alone. */
    private IndexedPair opened(Pair pair, PairStore store) throws IndexException {
        try {
            return IndexedPair.open(pair, store, config);
        } catch (IndexException e) {
            if (lock.isEmpty()) {
                throw e;
            }
            log.atError().setCause(e).addKeyValue("pair", pair).log("index begins anew");
            return IndexedPair.empty(pair, store, config);
        }
    }

    private static void discard(PairStore store) throws IndexException {
        try {
            store.discard();
        } catch (IOException e) {
            throw new IndexException("index: what is gone must be removable", e);
        }
    }

    /** Takes candles in, and shows them; nothing is written yet. */
    public void apply(WarmCandles.Reading reading) throws IndexException {
        Map<Pair, List<CandleClose>> read = reading.candles().byPair();
        SortedSet<Pair> beyond = new TreeSet<>(tooMany);
        for (var entry : read.entrySet()) {
            IndexedPair pair = pair(entry.getKey());
            long more = reading.isWhole() ? entry.getValue().size() : pair.series().candles();
            if (othersCandles(pair) + more > config.candlesMax()) {
                beyond.add(entry.getKey());
            } else {
                beyond.remove(entry.getKey());
                pair.apply(entry.getValue(), reading.isWhole());
            }
        }
        tooMany = beyond;
        if (reading.isWhole()) {
            for (Pair pair : List.copyOf(pairs.keySet())) {
                if (!read.containsKey(pair)) {
                    forget(pair);
                }
            }
        }
    }

    /**
     * Leaves candles out of what is answered from here on, as if they were not there; what is kept
     * of them, and what is told to somebody who says which candles he has seen, stays.
     */
    public void doubt(List<Doubt> found) {
        doubts = List.copyOf(found);
        pairs.values().forEach(pair -> pair.doubt(doubts));
    }

    private long othersCandles(IndexedPair one) {
        return pairs.values().stream()
                .filter(pair -> pair != one)
                .mapToLong(pair -> pair.series().candles())
                .sum();
    }

    private void forget(Pair pair) throws IndexException {
        IndexedPair gone = pairs.remove(pair);
        if (gone != null) {
            gone.close();
            if (lock.isPresent()) {
                discard(store(pair));
            }
        }
    }

    /** Removes what is stored of pairs that have no candles any more. */
    public void removeOthers() throws IndexException {
        for (Pair pair : stored()) {
            if (!pairs.containsKey(pair)) {
                discard(store(pair));
            }
        }
    }

    /** How many hourly windows have no best match reckoned yet. */
    public int missingBests() {
        return pairs.values().stream().mapToInt(pair -> pair.missingBests().size()).sum();
    }

    /** Reckons some of the missing best matches, newest first; says how many. */
    public int fillBests(int atMost) {
        int filled = 0;
        for (IndexedPair pair : pairs.values()) {
            List<Integer> missing = pair.missingBests();
            List<Integer> now = missing.subList(0, Math.min(missing.size(), atMost - filled));
            pair.fillBests(now);
            filled += now.size();
        }
        return filled;
    }

    /** Writes what is new; says how many pairs had something. */
    public int flush() throws IndexException {
        int written = 0;
        for (IndexedPair pair : pairs.values()) {
            written += pair.flush() ? 1 : 0;
        }
        return written;
    }

    /** Puts small writes together where there are many. */
    public void tidy() throws IndexException {
        for (IndexedPair pair : pairs.values()) {
            if (pair.commits() >= COMMITS_UNTIDY) {
                pair.tidy(KEEP_REPLACED);
            }
        }
    }

    @Override
    public List<Pair> pairs() {
        return List.copyOf(pairs.keySet());
    }

    public boolean has(Pair pair) {
        IndexedPair known = pairs.get(pair);
        return known != null && known.series().candles() > 0;
    }

    /** Pairs that would not fit into memory, and are not answered for. */
    public Collection<Pair> tooMany() {
        return tooMany;
    }

    public List<PairSize> sizes() {
        List<PairSize> sizes = new ArrayList<>();
        pairs.forEach((pair, indexed) -> {
            Series series = indexed.series();
            sizes.add(
                    new PairSize(
                            pair,
                            series.candles(),
                            series.windows(),
                            series.flatWindows(),
                            series.outcomes()));
        });
        return sizes;
    }

    /** What the past says about a pair as of a moment; empty if the pair is not known. */
    public Optional<Answer> answer(Pair pair, Instant asOf) {
        return Optional.ofNullable(pairs.get(pair)).map(known -> known.answer(asOf));
    }

    /** The same by all candles, those in doubt too: it does not depend on who looked when. */
    public Optional<Answer> answerByAll(Pair pair, Instant asOf) {
        return Optional.ofNullable(pairs.get(pair)).map(known -> known.answerByAll(asOf));
    }

    /**
     * What the past says to somebody who has seen these candles, and before them what the warm tier
     * holds; empty if the index has not come far enough to say.
     *
     * @param seen oldest first, at least one
     * @param isWhole whether the lab made no candle before these
     */
    public Optional<Answer> answer(
            Pair pair, Instant asOf, List<CandleClose> seen, boolean isWhole) {
        IndexedPair known = pairs.get(pair);
        int settled = seen.getFirst().minute() + PatternRules.CORRECTED_MINUTES;
        if (known != null && (isWhole || known.series().hasComeTo(settled))) {
            return Optional.of(known.answer(asOf, seen));
        }
        return known == null && isWhole
                ? Optional.of(Patterns.answer(Series.empty(config.rules()).asSeenWith(seen), asOf))
                : Optional.empty();
    }

    /** As of the end of its newest candle. */
    public Optional<Answer> newest(Pair pair) {
        return Optional.ofNullable(pairs.get(pair)).flatMap(IndexedPair::newest);
    }

    @Override
    public Optional<Series> series(Pair pair) {
        return Optional.ofNullable(pairs.get(pair)).map(IndexedPair::series);
    }

    @Override
    public void close() throws IndexException {
        pairs.values().forEach(IndexedPair::close);
        lance.close();
        if (lock.isPresent()) {
            lock.get().close();
        }
    }
}
