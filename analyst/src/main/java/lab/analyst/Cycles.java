package lab.analyst;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import lab.analyst.facts.FactSheet;
import lab.analyst.facts.MarketFacts;
import lab.analyst.facts.PatternWindow;
import lab.analyst.facts.Patterns;
import lab.analyst.market.CandleSource;
import lab.analyst.patterns.PatternSource;
import lab.analyst.store.Comment;
import lab.analyst.store.Journal;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.servicekit.market.SeenMarket;

/**
 * Comments on each moment that a pair's candles have passed, in order.
 *
 * <p>A moment M of a pair is due once there is a candle of that pair that ended at M or later.
 * Candles of a pair appear in the order of time, so all that ended before M are there by then, and
 * {@link MarketFacts} takes no others: what is said of M does not depend on when it is said.
 *
 * <p>Where it began is in the journal, and so is how far it came: it goes on from there.
 */
final class Cycles {
    /** A pair that is farther behind the others than this has had no candles meanwhile. */
    private static final Duration BEHIND_MAX = Duration.ofHours(24);

    /** History that was loaded from elsewhere is not commented on. */
    private static final Duration REACH_MAX = Duration.ofDays(7);

    private final Moments moments;
    private final int backlogMax;
    private final CandleSource candles;
    private final PatternSource patterns;
    private final Commenting commenting;
    private final Journal journal;
    private final Tally tally;

    /** The moment that each pair is commented on next. */
    private final Map<Pair, Instant> next = new ConcurrentHashMap<>();

    private Optional<Long> done = Optional.empty();
    private Optional<Instant> doneUpTo = Optional.empty();

    /** What the cycles are made of. */
    record Parts(
            CandleSource candles,
            PatternSource patterns,
            Commenting commenting,
            Journal journal,
            Tally tally) {}

    Cycles(Moments moments, int backlogMax, Parts parts) {
        this.moments = moments;
        this.backlogMax = backlogMax;
        this.candles = parts.candles();
        this.patterns = parts.patterns();
        this.commenting = parts.commenting();
        this.journal = parts.journal();
        this.tally = parts.tally();
        parts.journal()
                .pairs()
                .forEach(pair ->
                        parts.journal()
                                .newestCycle(pair)
                                .ifPresent(time -> next.put(new Pair(pair), moments.after(time))));
    }

    /** One moment of one pair that is due. */
    private record Due(Instant moment, Pair pair, boolean mayBeSkipped) {}

    /** Comments on all that is due; says whether anything had changed. */
    boolean step(BooleanSupplier isClosing) throws IOException, InterruptedException {
        Optional<Long> version = candles.version();
        if (version.isEmpty() || version.equals(done)) {
            if (version.isEmpty()) {
                begin(Instant.EPOCH);
            }
            return false;
        }
        Optional<Instant> newest = candles.newestStart();
        Instant begin = begin(newest.map(moments::atOrBefore).orElse(Instant.EPOCH));
        SortedMap<Pair, List<Candle>> market = byPair(candles.since(from(begin, newest)));
        for (Due due : due(market, begin)) {
            if (isClosing.getAsBoolean()) {
                return true;
            }
            comment(due, market.getOrDefault(due.pair(), List.of()));
            next.put(due.pair(), moments.after(due.moment()));
        }
        done = version;
        doneUpTo = newest;
        return true;
    }

    /** Whether all candles there are were looked at. */
    boolean isDone() throws IOException {
        Optional<Long> version = candles.version();
        return version.isEmpty() || version.equals(done);
    }

    /** Up to when a pair is commented on: no comment on that moment or before will come. */
    Optional<Instant> settledUpTo(Pair pair) {
        return Optional.ofNullable(next.get(pair)).map(time -> time.minus(moments.cycle()));
    }

    /** Comments on a pair as it is by its newest candle; nothing if it has none. */
    Optional<Comment> onRequest(Pair pair) throws IOException, InterruptedException {
        Optional<Instant> newest = candles.newestStart();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        List<Candle> known =
                candles.since(newest.get().minus(MarketFacts.HISTORY)).stream()
                        .filter(candle -> candle.pair().equals(pair))
                        .toList();
        Optional<Instant> time =
                known.stream()
                        .map(Candle::end)
                        .max(Comparator.naturalOrder())
                        .map(end -> end.plus(MarketFacts.FINAL_AFTER));
        Optional<FactSheet> sheet =
                time.isPresent() ? sheet(pair, time.get(), known) : Optional.empty();
        return sheet.isPresent()
                ? Optional.of(commenting.on(sheet.get(), Comment.Occasion.REQUEST))
                : Optional.empty();
    }

    /**
     * Comments on a pair for somebody who tells what he has seen of it, and depends on nothing
     * else; nothing if it was not traded lately.
     */
    Optional<Comment> onSeen(SeenMarket seen) throws IOException, InterruptedException {
        List<Candle> at = MarketFacts.known(seen.pair(), seen.asOf(), seen.candles());
        Optional<Instant> hour = PatternWindow.endOf(at);
        Optional<Patterns> found =
                hour.isPresent()
                        ? patterns.at(
                                new SeenMarket(
                                        seen.pair(), hour.get(), seen.isWhole(), seen.candles()))
                        : Optional.empty();
        Optional<FactSheet> sheet = MarketFacts.at(seen.pair(), seen.asOf(), at, found);
        return sheet.isPresent()
                ? Optional.of(commenting.on(sheet.get(), Comment.Occasion.SEEN))
                : Optional.empty();
    }

    /** Since when moments are commented on: decided once, by what there was. */
    private Instant begin(Instant otherwise) throws IOException {
        Optional<Instant> decided = journal.begin();
        if (decided.isEmpty()) {
            journal.begin(otherwise);
        }
        return decided.orElse(otherwise);
    }

    /** From where on candles are needed. */
    private Instant from(Instant begin, Optional<Instant> newest) {
        Instant oldest = next.values().stream().min(Comparator.naturalOrder()).orElse(begin);
        Instant reach = newest.map(time -> time.minus(REACH_MAX)).orElse(Instant.EPOCH);
        Instant behind = doneUpTo.map(time -> time.minus(BEHIND_MAX)).orElse(Instant.EPOCH);
        return later(oldest, later(reach, behind)).minus(MarketFacts.HISTORY);
    }

    private static SortedMap<Pair, List<Candle>> byPair(List<Candle> candles) {
        return candles.stream()
                .sorted(Comparator.comparing(Candle::start))
                .collect(Collectors.groupingBy(Candle::pair, TreeMap::new, Collectors.toList()));
    }

    private List<Due> due(SortedMap<Pair, List<Candle>> market, Instant begin) {
        List<Due> due = new ArrayList<>();
        market.forEach((pair, known) -> {
            Instant last = moments.atOrBefore(known.getLast().end());
            Instant first =
                    later(
                            next.getOrDefault(pair, begin),
                            moments.atOrAfter(known.getFirst().end()));
            boolean isBehind =
                    Duration.between(first, last).dividedBy(moments.cycle()) >= backlogMax;
            for (Instant moment = first; !moment.isAfter(last); moment = moments.after(moment)) {
                due.add(new Due(moment, pair, isBehind && moment.isBefore(last)));
            }
        });
        due.sort(Comparator.comparing(Due::moment).thenComparing(Due::pair));
        return due;
    }

    private void comment(Due due, List<Candle> known) throws IOException, InterruptedException {
        Optional<FactSheet> sheet = sheet(due.pair(), due.moment(), known);
        if (sheet.isEmpty()) {
            tally.quiet();
        } else if (due.mayBeSkipped() && commenting.needsModel(sheet.get())) {
            tally.skipped(1);
        } else {
            commenting.on(sheet.get(), Comment.Occasion.CYCLE);
        }
    }

    private Optional<FactSheet> sheet(Pair pair, Instant time, List<Candle> known)
            throws InterruptedException {
        List<Candle> at = MarketFacts.known(pair, time, known);
        Optional<Instant> hour = PatternWindow.endOf(at);
        Optional<Patterns> found =
                hour.isPresent() ? patterns.at(pair, hour.get()) : Optional.empty();
        return MarketFacts.at(pair, time, at, found);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
