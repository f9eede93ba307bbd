package lab.lancer.pattern;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * How near the nearest was to each window that ended on a full hour, as of then. Reckoned once and
 * remembered by the series; a search each, so that it takes all processors.
 */
public final class BestMatches {
    private BestMatches() {}

    /** The hours since 1970 of windows of which it is not known yet, the newest first. */
    public static List<Integer> missing(Series series) {
        Series.Hours hours = series.hours();
        return IntStream.range(hours.from(), hours.end())
                .map(hour -> hours.from() + hours.end() - 1 - hour)
                .filter(hour -> !series.bests().has(hour) && series.hourly(hour).isPresent())
                .boxed()
                .toList();
    }

    /** Reckons those of some hours. */
    public static void fill(Series series, List<Integer> hours) {
        hours.parallelStream().forEach(hour -> fill(series, hour));
    }

    static void fill(Series series, int from, int end) {
        int[] missing =
                IntStream.range(from, end).filter(hour -> !series.bests().has(hour)).toArray();
        if (missing.length > 0) {
            IntStream.of(missing).parallel().forEach(hour -> fill(series, hour));
        }
    }

    private static void fill(Series series, int hour) {
        OptionalInt place = series.hourly(hour);
        if (place.isPresent()) {
            series.bests().put(hour, best(series, place.getAsInt()));
        } else {
            series.bests().putNone(hour);
        }
    }

    /** How near the nearest window was to one, as of its end. */
    private static OptionalDouble best(Series series, int last) {
        return Nearest.distance(series, last, series.searchedEnd(last, last));
    }
}
