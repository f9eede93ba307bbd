package lab.lancer.imports;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import lab.lancer.warm.ImportedCandle;

/**
 * What each minute of a file was said to hold, as 64 bits of it, and by which row: twelve bytes for
 * each minute of the days that the file touches, whatever their order, and so 110 MB for all of
 * them since 2009.
 */
final class MinuteContents {
    private static final int MINUTES_A_DAY = 24 * 60;

    private final Map<Long, Day> days = new HashMap<>();

    /** What its minutes hold; nothing where no row has said it. */
    private static final class Day {
        private final long[] contents = new long[MINUTES_A_DAY];
        private final int[] rows = new int[MINUTES_A_DAY];
    }

    /** What a row adds to those before it. */
    sealed interface Seen {
        record First() implements Seen {}

        /** The same once more. */
        record Repeat(long row) implements Seen {}

        /** Something else. */
        record Contradiction(long row) implements Seen {}
    }

    Seen see(ImportedCandle candle, long row) {
        long minute = Math.floorDiv(candle.start().getEpochSecond(), 60L);
        Day day = days.computeIfAbsent(minute / MINUTES_A_DAY, first -> new Day());
        int at = (int) (minute % MINUTES_A_DAY);
        long content = content(candle);
        if (day.contents[at] == 0) {
            day.contents[at] = content;
            day.rows[at] = (int) Math.min(row, Integer.MAX_VALUE);
            return new Seen.First();
        }
        return day.contents[at] == content
                ? new Seen.Repeat(day.rows[at])
                : new Seen.Contradiction(day.rows[at]);
    }

    private static long content(ImportedCandle candle) {
        long hash = 1;
        hash = mixed(hash, candle.open());
        hash = mixed(hash, candle.high());
        hash = mixed(hash, candle.low());
        hash = mixed(hash, candle.close());
        hash = mixed(hash, candle.volume());
        return hash == 0 ? 1 : hash;
    }

    /** Steele and others' splitmix, "Fast splittable pseudorandom number generators", 2014. */
    private static long mixed(long hash, BigDecimal value) {
        long mixed = hash * 0x9e3779b97f4a7c15L + value.unscaledValue().longValue();
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
