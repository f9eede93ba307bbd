package lab.lancer.pattern;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The candles of a pair, and all that is known of its windows. It does not change: what comes later
 * makes another, which shares what it can.
 *
 * <p>A window is named by its last candle's minute. Any thread may read; one at a time may add.
 */
public final class Series {
    private static final int WINDOW = PatternRules.WINDOW_MINUTES;
    private static final int OUTCOME = PatternRules.OUTCOME_MINUTES;

    private final Columns columns;
    private final int size;
    private final HourlyBests bests;

    private Series(Columns columns, int size, HourlyBests bests) {
        this.columns = columns;
        this.size = size;
        this.bests = bests;
    }

    public static Series empty(PatternRules rules) {
        return new Series(Columns.empty(rules), 0, new HourlyBests());
    }

    /** A series with more candles, or with others in place of what it had. */
    public Series with(Collection<CandleClose> candles) {
        int newest = size == 0 ? Integer.MIN_VALUE : columns.minute[size - 1];
        for (CandleClose candle : candles) {
            if (candle.minute() <= newest) {
                return change(candles, Set.of()).after();
            }
            newest = candle.minute();
        }
        Columns target =
                size == columns.used() ? columns : columns.copy(size, size + candles.size());
        for (CandleClose candle : candles) {
            target = appended(target, candle);
        }
        return new Series(target, target.used(), bests);
    }

    /**
     * What more candles make of this.
     *
     * @param candles in any order; of one minute the last given counts, but an imported one never
     *     takes the place of a live one
     * @param gone minutes whose candles are no more
     */
    public Change change(Collection<CandleClose> candles, Set<Integer> gone) {
        NavigableMap<Integer, Optional<CandleClose>> changes =
                CandleChanges.of(this, candles, gone);
        if (changes.isEmpty()) {
            return new Change(this, Collections.emptySortedSet());
        }
        boolean isAppend = place(changes.firstKey()) == size && size == columns.used();
        return new Change(changed(changes, isAppend), touched(changes.navigableKeySet()));
    }

    /**
     * The series of somebody who has seen these candles and none of the lab's that are newer than
     * their first. It shares nothing that changes with this one.
     *
     * @param seen oldest first, at least one
     */
    public Series asSeenWith(List<CandleClose> seen) {
        int from = seen.getFirst().minute();
        Set<Integer> minutes =
                seen.stream().map(CandleClose::minute).collect(Collectors.toUnmodifiableSet());
        Set<Integer> unseen =
                IntStream.range(place(from), size)
                        .mapToObj(place -> columns.minute[place])
                        .filter(minute -> !minutes.contains(minute))
                        .collect(Collectors.toUnmodifiableSet());
        NavigableMap<Integer, Optional<CandleClose>> changes = CandleChanges.of(this, seen, unseen);
        return changes.isEmpty() ? this : changed(changes, false);
    }

    /** The series of its newest candles alone, for somebody who keeps no more. */
    public Series newest(int count) {
        return empty(columns.rules())
                .with(
                        IntStream.range(Math.max(0, size - count), size)
                                .mapToObj(this::candle)
                                .toList());
    }

    private Series changed(NavigableMap<Integer, Optional<CandleClose>> changes, boolean isAppend) {
        int minute = changes.firstKey();
        int first = place(minute);
        Columns target = isAppend ? columns : columns.copy(first, size + changes.size());
        HourlyBests kept = isAppend ? bests : bests.upTo(minute);
        int next = first;
        for (var change : changes.entrySet()) {
            while (next < size && columns.minute[next] < change.getKey()) {
                target = appended(target, candle(next++));
            }
            if (next < size && columns.minute[next] == change.getKey()) {
                next++;
            }
            if (change.getValue().isPresent()) {
                target = appended(target, change.getValue().get());
            }
        }
        while (next < size) {
            target = appended(target, candle(next++));
        }
        return new Series(target, target.used(), kept);
    }

    /**
     * A candle is part of the windows that end up to 59 minutes later, and of what came of those
     * that ended up to 60 minutes before. Behind the newest there is nothing later.
     */
    private SortedSet<Integer> touched(SortedSet<Integer> changed) {
        int newest = size == 0 ? Integer.MIN_VALUE : columns.minute[size - 1];
        SortedSet<Integer> touched = new TreeSet<>();
        for (int minute : changed) {
            if (minute > newest) {
                touched.add(minute);
                touched.add(minute - OUTCOME);
            } else {
                for (int i = minute - OUTCOME; i < minute + WINDOW; i++) {
                    touched.add(i);
                }
            }
        }
        if (changed.first() <= newest) {
            bests.hoursAfter(changed.first())
                    .forEach(hour -> touched.add(hour * HourlyBests.MINUTES - 1));
        }
        return touched;
    }

    private static Columns appended(Columns columns, CandleClose candle) {
        Columns roomy =
                columns.isFull()
                        ? columns.copy(columns.used(), columns.used() + columns.used() / 2)
                        : columns;
        roomy.append(candle);
        return roomy;
    }

    /** Where a minute is, or would be. */
    int place(int minute) {
        return columns.lastEnded(minute, size) + 1;
    }

    public boolean hasCandle(int minute) {
        int place = place(minute);
        return place < size && columns.minute[place] == minute;
    }

    CandleClose candle(int place) {
        return new CandleClose(columns.minute[place], columns.close[place], columns.isLive[place]);
    }

    public int candles() {
        return size;
    }

    /** When the newest candle ended. */
    public Optional<Instant> newestEnd() {
        return size == 0
                ? Optional.empty()
                : Optional.of(CandleClose.end(columns.minute[size - 1]));
    }

    /** Whether a candle of that minute or later is in it. */
    public boolean hasComeTo(int minute) {
        return size > 0 && columns.minute[size - 1] >= minute;
    }

    /** The newest candle at or before a place, among those that had ended by then; or -1. */
    int lastEnded(Instant asOf) {
        return columns.lastEnded(CandleClose.minutesEndedBy(asOf), size);
    }

    /** What an answer begins with: the newest window, or why there is none. */
    sealed interface Newest {
        record Window(int last) implements Newest {}

        record None(String reason) implements Newest {}
    }

    Newest newestWindow(Instant asOf) {
        int last = lastEnded(asOf);
        if (last < 0) {
            return new Newest.None("window: there must be a candle that ended by then, is none");
        }
        Instant oldest = asOf.minus(PatternRules.QUERY_AGE_MAX);
        for (int i = last; i >= 0 && !end(i).isBefore(oldest); i--) {
            if (columns.isWindow(i)) {
                return columns.inverse[i] > 0
                        ? new Newest.Window(i)
                        : new Newest.None(
                                "window: must move by %s %% of its mean or more, the one that ended at %s is flat"
                                        .formatted(columns.rules().volatilityMinPct(), end(i)));
            }
        }
        if (end(last).isBefore(oldest)) {
            return new Newest.None(
                    "window: the newest candle must be at most %d minutes old, it ended at %s"
                            .formatted(PatternRules.QUERY_AGE_MAX.toMinutes(), end(last)));
        }
        return new Newest.None(
                "window: %d minutes of candles in a row are needed, there are %d that end at %s"
                        .formatted(WINDOW, inARow(last), end(last)));
    }

    /** How many candles follow each other without a gap up to there. */
    private int inARow(int last) {
        int first = last;
        while (first > 0 && minute(first - 1) == minute(first) - 1) {
            first--;
        }
        return last - first + 1;
    }

    Instant end(int place) {
        return CandleClose.end(columns.minute[place]);
    }

    int minute(int place) {
        return columns.minute[place];
    }

    /**
     * Behind the last place at which a window may end that is searched: its outcome was known at
     * the last candle, and it shares no minute with the query.
     */
    int searchedEnd(int queryLast, int lastEnded) {
        int known = lastEnded - OUTCOME;
        int apart = columns.lastEnded(columns.minute[queryLast] - WINDOW + 1, size);
        return Math.min(known, apart) + 1;
    }

    /** The place of a window that ends at a minute, if it is one that is searched. */
    OptionalInt searched(int minute, int searchedEnd) {
        int place = place(minute);
        return place < Math.max(0, searchedEnd)
                        && columns.minute[place] == minute
                        && columns.scale[place] > 0
                ? OptionalInt.of(place)
                : OptionalInt.empty();
    }

    /** A window's vector, as an index keeps it. */
    float[] query(int last) {
        double[] vector = columns.vector(last);
        float[] narrow = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            narrow[i] = (float) vector[i];
        }
        return narrow;
    }

    Scan scan(int queryLast) {
        return new Scan(columns, queryLast);
    }

    BaseRate baseRate(int lastEnded) {
        return lastEnded < 0
                ? BaseRate.NONE
                : new BaseRate(
                        columns.outcomes[lastEnded],
                        columns.outcomeSum[lastEnded],
                        columns.gains[lastEnded]);
    }

    Match match(int last, double distance) {
        double mean = columns.mean(last);
        PatternRow.Outcome outcome = outcome(last);
        Instant end = end(last);
        return new Match(
                end.minus(Duration.ofMinutes(WINDOW)),
                end,
                distance,
                100 * columns.deviation(last, mean) / mean,
                mean,
                outcome.pct(),
                outcome.maxPct(),
                outcome.minPct());
    }

    HourlyBests bests() {
        return bests;
    }

    /** The place of the window that ended at a full hour, if one did that is not flat. */
    OptionalInt hourly(int hour) {
        int minute = hour * HourlyBests.MINUTES - 1;
        int place = place(minute);
        return place < size && columns.minute[place] == minute && columns.inverse[place] > 0
                ? OptionalInt.of(place)
                : OptionalInt.empty();
    }

    /** How many windows there are that are not flat. */
    public int windows() {
        return count(columns.inverse);
    }

    /** How many windows are left out, being flat. */
    public int flatWindows() {
        int all = 0;
        for (int i = 0; i < size; i++) {
            all += columns.isWindow(i) ? 1 : 0;
        }
        return all - windows();
    }

    /** How many windows there are whose outcome is known: those that can be matches. */
    public int outcomes() {
        return size == 0 ? 0 : columns.outcomes[size - 1];
    }

    private int count(double[] column) {
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += column[i] > 0 ? 1 : 0;
        }
        return count;
    }

    /** The minutes of all candles. */
    public IntStream minutes() {
        return IntStream.range(0, size).map(place -> columns.minute[place]);
    }

    /** What an index keeps of each candle, oldest first. */
    public Stream<PatternRow> rows() {
        return IntStream.range(0, size).mapToObj(this::row);
    }

    /** What an index keeps of the candle of a minute, if there is one. */
    public Optional<PatternRow> rowOf(int minute) {
        return hasCandle(minute) ? Optional.of(row(place(minute))) : Optional.empty();
    }

    private PatternRow row(int place) {
        boolean isWindow = columns.inverse[place] > 0;
        boolean isKnown = isWindow && place + OUTCOME < size && columns.scale[place] > 0;
        return new PatternRow(
                candle(place),
                isWindow ? Optional.of(window(place)) : Optional.empty(),
                isKnown ? Optional.of(outcome(place)) : Optional.empty(),
                best(place));
    }

    private PatternRow.Window window(int place) {
        double mean = columns.mean(place);
        return new PatternRow.Window(
                query(place), mean, 100 * columns.deviation(place, mean) / mean);
    }

    private PatternRow.Outcome outcome(int place) {
        double max = Double.NEGATIVE_INFINITY;
        double min = Double.POSITIVE_INFINITY;
        for (int i = place + 1; i <= place + OUTCOME; i++) {
            double percent = columns.outcomePercent(place, i);
            max = Math.max(max, percent);
            min = Math.min(min, percent);
        }
        return new PatternRow.Outcome(columns.outcomePercent(place, place + OUTCOME), max, min);
    }

    private Optional<PatternRow.Best> best(int place) {
        int ended = columns.minute[place] + 1;
        int hour = ended / HourlyBests.MINUTES;
        return ended % HourlyBests.MINUTES == 0 && columns.inverse[place] > 0 && bests.has(hour)
                ? Optional.of(new PatternRow.Best(bests.distance(hour)))
                : Optional.empty();
    }

    /** Takes what an index had kept, for a candle that is as it was then. */
    public void restoreBest(int minute, OptionalDouble distance) {
        bests.restore((minute + 1) / HourlyBests.MINUTES, distance);
    }

    /** The minutes whose best matches were reckoned since this was last asked. */
    public List<Integer> takeFreshBests() {
        return bests.takeFresh().stream().map(hour -> hour * HourlyBests.MINUTES - 1).toList();
    }

    /** The full hours at which candles ended, the first and behind the last, since 1970. */
    Hours hours() {
        return size == 0
                ? new Hours(0, 0)
                : new Hours(
                        Math.ceilDiv(columns.minute[0] + 1, HourlyBests.MINUTES),
                        (columns.minute[size - 1] + 1) / HourlyBests.MINUTES + 1);
    }

    /** Hours since 1970 from one to behind another. */
    record Hours(int from, int end) {}
}
