package lab.lancer.pattern;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

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

    /**
     * A series with more candles, or with others in place of what it had.
     *
     * @param candles in any order; of one minute the last given counts, but an imported one never
     *     takes the place of a live one
     */
    public Series with(List<CandleClose> candles) {
        NavigableMap<Integer, CandleClose> changes = new TreeMap<>();
        for (CandleClose candle : candles) {
            changes.merge(candle.minute(), candle, Series::stronger);
        }
        changes.values().removeIf(this::isKnown);
        if (changes.isEmpty()) {
            return this;
        }
        int first = place(changes.firstKey());
        boolean isAppend = first == size && size == columns.used();
        Columns target = columns;
        HourlyBests kept = bests;
        if (!isAppend) {
            target = columns.copy(first, size + changes.size());
            kept = bests.upTo(changes.firstKey());
        }
        int next = first;
        for (CandleClose candle : changes.values()) {
            while (next < size && columns.minute[next] < candle.minute()) {
                target = appended(target, candle(next++));
            }
            if (next < size && columns.minute[next] == candle.minute()) {
                next++;
            }
            target = appended(target, candle);
        }
        while (next < size) {
            target = appended(target, candle(next++));
        }
        return new Series(target, target.used(), kept);
    }

    /** A series without the candles of some minutes. */
    public Series without(java.util.Set<Integer> minutes) {
        OptionalInt first =
                minutes.stream()
                        .mapToInt(Integer::intValue)
                        .filter(minute -> hasCandle(minute))
                        .min();
        if (first.isEmpty()) {
            return this;
        }
        int from = place(first.getAsInt());
        Columns target = columns.copy(from, size);
        for (int next = from; next < size; next++) {
            if (!minutes.contains(columns.minute[next])) {
                target = appended(target, candle(next));
            }
        }
        return new Series(target, target.used(), bests.upTo(first.getAsInt()));
    }

    private static Columns appended(Columns columns, CandleClose candle) {
        Columns roomy =
                columns.isFull()
                        ? columns.copy(columns.used(), columns.used() + columns.used() / 2)
                        : columns;
        roomy.append(candle);
        return roomy;
    }

    private static CandleClose stronger(CandleClose before, CandleClose after) {
        return before.isLive() && !after.isLive() ? before : after;
    }

    /** Whether a candle would change nothing. */
    private boolean isKnown(CandleClose candle) {
        if (!hasCandle(candle.minute())) {
            return false;
        }
        CandleClose known = candle(place(candle.minute()));
        return known.equals(stronger(known, candle));
    }

    /** Where a minute is, or would be. */
    private int place(int minute) {
        return columns.lastEnded(minute, size) + 1;
    }

    public boolean hasCandle(int minute) {
        int place = place(minute);
        return place < size && columns.minute[place] == minute;
    }

    private CandleClose candle(int place) {
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
        return new Newest.None(
                "window: one of %d minutes without a gap must have ended in the %d minutes before, the newest candle ended at %s"
                        .formatted(WINDOW, PatternRules.QUERY_AGE_MAX.toMinutes(), end(last)));
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
        double max = Double.NEGATIVE_INFINITY;
        double min = Double.POSITIVE_INFINITY;
        for (int i = last + 1; i <= last + OUTCOME; i++) {
            double percent = columns.outcomePercent(last, i);
            max = Math.max(max, percent);
            min = Math.min(min, percent);
        }
        Instant end = end(last);
        return new Match(
                end.minus(Duration.ofMinutes(WINDOW)),
                end,
                distance,
                100 * columns.deviation(last, mean) / mean,
                mean,
                columns.outcomePercent(last, last + OUTCOME),
                max,
                min);
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

    /** What each candle is, oldest first. */
    public List<CandleClose> closes() {
        List<CandleClose> closes = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            closes.add(candle(i));
        }
        return closes;
    }
}
