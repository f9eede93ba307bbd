package lab.lancer.pattern;

import java.util.Collection;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What candles that are told change in a series. */
final class CandleChanges {
    private CandleChanges() {}

    /**
     * By minute; empty where a candle goes. What changes nothing is not among them.
     *
     * @param candles in any order; of one minute the last given counts, but an imported one never
     *     takes the place of a live one
     * @param gone minutes whose candles are no more
     */
    static NavigableMap<Integer, Optional<CandleClose>> of(
            Series before, Collection<CandleClose> candles, Set<Integer> gone) {
        NavigableMap<Integer, CandleClose> given = new TreeMap<>();
        for (CandleClose candle : candles) {
            given.merge(candle.minute(), candle, CandleChanges::stronger);
        }
        NavigableMap<Integer, Optional<CandleClose>> changes = new TreeMap<>();
        for (CandleClose candle : given.values()) {
            if (!isKnown(before, candle)) {
                changes.put(candle.minute(), Optional.of(candle));
            }
        }
        for (int minute : gone) {
            if (before.hasCandle(minute)) {
                changes.put(minute, Optional.empty());
            }
        }
        return changes;
    }

    private static CandleClose stronger(CandleClose before, CandleClose after) {
        return before.isLive() && !after.isLive() ? before : after;
    }

    /** Whether a candle would change nothing. */
    private static boolean isKnown(Series series, CandleClose candle) {
        if (!series.hasCandle(candle.minute())) {
            return false;
        }
        CandleClose known = series.candle(series.place(candle.minute()));
        return known.equals(stronger(known, candle));
    }
}
