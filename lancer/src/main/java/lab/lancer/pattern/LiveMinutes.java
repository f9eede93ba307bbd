package lab.lancer.pattern;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The minutes of a pair that the lab saw itself, one by one, as they are gone through. */
public final class LiveMinutes {
    private LiveMinutes() {}

    /** The first one whose candle ended after a moment. */
    public static OptionalInt firstAfter(Series series, Instant moment) {
        int begin = Math.max(0, CandleClose.minutesEndedBy(moment));
        return live(series, begin).limit(1).findFirst();
    }

    /** Those behind one, oldest first. */
    public static List<Integer> behind(Series series, int minute, int atMost) {
        return live(series, minute + 1).limit(atMost).boxed().toList();
    }

    private static IntStream live(Series series, int from) {
        return IntStream.range(series.place(from), series.candles())
                .filter(place -> series.candle(place).isLive())
                .map(series::minute);
    }

    /** When the candle of a minute ended. */
    public static Instant end(int minute) {
        return CandleClose.end(minute);
    }

    /**
     * Whether a percentile could be known at the end of a minute at all: there must be enough full
     * hours before it. What is told so costs no search.
     */
    public static boolean maySayPercentile(Series series, int minute) {
        OptionalInt first = series.minutes().findFirst();
        return first.isPresent()
                && Duration.ofMinutes((long) minute - first.getAsInt()).toHours()
                        >= PatternRules.PERCENTILE_WINDOWS_MIN;
    }
}
