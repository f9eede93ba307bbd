package lab.lancer.pattern;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Answers what the past says about a pair. */
public final class Patterns {
    private static final int WINDOW = PatternRules.WINDOW_MINUTES;
    private static final Duration HOUR = Duration.ofHours(1);

    private Patterns() {}

    /** Looks at every window. */
    public static Answer answer(Series series, Instant asOf) {
        return switch (series.newestWindow(asOf)) {
            case Series.Newest.Window(int last) -> {
                int searched = series.searchedEnd(last, series.lastEnded(asOf));
                List<Match> matches = new Nearest(series, last, searched).matches();
                yield answer(series, asOf, last, matches, SearchKind.EXACT);
            }
            case Series.Newest.None(String reason) -> unknown(series, asOf, reason);
        };
    }

    private static Answer answer(
            Series series, Instant asOf, int last, List<Match> matches, SearchKind search) {
        Instant end = series.end(last);
        var query = new Answer.Query(end.minus(Duration.ofMinutes(WINDOW)), end);
        boolean isUnknown = matches.isEmpty();
        return new Answer(
                asOf,
                Optional.of(query),
                matches,
                isUnknown
                        ? OptionalDouble.empty()
                        : percentile(series, asOf, end, matches.getFirst().similarity()),
                series.baseRate(series.lastEnded(asOf)),
                isUnknown ? Optional.empty() : Optional.of(MeanOutcome.of(matches)),
                search,
                isUnknown
                        ? Optional.of(
                                "matches: there must be a window whose outcome was known, is none")
                        : Optional.empty());
    }

    private static Answer unknown(Series series, Instant asOf, String reason) {
        return new Answer(
                asOf,
                Optional.empty(),
                List.of(),
                OptionalDouble.empty(),
                series.baseRate(series.lastEnded(asOf)),
                Optional.empty(),
                SearchKind.EXACT,
                Optional.of(reason));
    }

    private static OptionalDouble percentile(
            Series series, Instant asOf, Instant queryEnd, double best) {
        int first = hourAtOrAfter(asOf.minus(PatternRules.PERCENTILE_PERIOD));
        int end = hourAtOrAfter(queryEnd);
        fill(series, first, end);
        int counted = 0;
        int notBetter = 0;
        for (int hour = first; hour < end; hour++) {
            OptionalDouble distance = series.bests().distance(hour);
            if (distance.isPresent()) {
                counted++;
                notBetter += Match.similarity(distance.getAsDouble()) <= best ? 1 : 0;
            }
        }
        return counted < PatternRules.PERCENTILE_WINDOWS_MIN
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) notBetter / counted);
    }

    /** Reckons what is not known yet of the hours of a range, on all processors. */
    private static void fill(Series series, int first, int end) {
        int[] missing =
                IntStream.range(first, end).filter(hour -> !series.bests().has(hour)).toArray();
        IntStream.of(missing)
                .parallel()
                .forEach(hour -> series.bests().put(hour, best(series, hour)));
    }

    /** How near the nearest window was to the one that ended at an hour, as of then. */
    private static OptionalDouble best(Series series, int hour) {
        OptionalInt place = series.hourly(hour);
        if (place.isEmpty()) {
            return OptionalDouble.empty();
        }
        int last = place.getAsInt();
        double nearest = series.scan(last).nearest(series.searchedEnd(last, last));
        return Double.isFinite(nearest) ? OptionalDouble.of(nearest) : OptionalDouble.empty();
    }

    private static int hourAtOrAfter(Instant time) {
        long hours = Math.ceilDiv(time.getEpochSecond(), HOUR.toSeconds());
        boolean isPast = time.getNano() > 0 && time.getEpochSecond() % HOUR.toSeconds() == 0;
        return Math.toIntExact(isPast ? hours + 1 : hours);
    }

    /** Picks matches by the rule: from the nearest up, none that shares a minute with another. */
    private static final class Nearest {
        private static final int BLOCK = 64;

        private final Series series;
        private final Scan scan;
        private final double slack;
        private final double[] distances;
        private final double[] least;

        Nearest(Series series, int queryLast, int end) {
            this.series = series;
            this.scan = series.scan(queryLast);
            this.slack = scan.slack();
            this.distances = new double[Math.max(0, end)];
            this.least = new double[Math.ceilDiv(distances.length, BLOCK)];
            scan.distances(distances.length, distances);
            for (int block = 0; block < least.length; block++) {
                least[block] = least(block);
            }
        }

        List<Match> matches() {
            List<Match> matches = new ArrayList<>();
            while (matches.size() < PatternRules.MATCHES_MAX) {
                OptionalInt next = next();
                if (next.isEmpty()) {
                    break;
                }
                int last = next.getAsInt();
                matches.add(series.match(last, scan.distance(last)));
                leaveOut(last);
            }
            return matches;
        }

        private double least(int block) {
            double least = Double.POSITIVE_INFINITY;
            int end = Math.min(distances.length, (block + 1) * BLOCK);
            for (int i = block * BLOCK; i < end; i++) {
                least = Math.min(least, distances[i]);
            }
            return least;
        }

        /** The nearest that is left; of equally near ones the older. */
        private OptionalInt next() {
            double smallest = Double.POSITIVE_INFINITY;
            for (double each : least) {
                smallest = Math.min(smallest, each);
            }
            if (smallest == Double.POSITIVE_INFINITY) {
                return OptionalInt.empty();
            }
            double limit = smallest + slack;
            int nearest = -1;
            double distance = Double.POSITIVE_INFINITY;
            for (int block = 0; block < least.length; block++) {
                if (least[block] <= limit) {
                    int end = Math.min(distances.length, (block + 1) * BLOCK);
                    for (int i = block * BLOCK; i < end; i++) {
                        if (distances[i] <= limit && scan.distance(i) < distance) {
                            nearest = i;
                            distance = scan.distance(i);
                        }
                    }
                }
            }
            return OptionalInt.of(nearest);
        }

        /** Whoever shares a minute with a match is another sight of the same episode. */
        private void leaveOut(int last) {
            int minute = series.minute(last);
            for (int i = last; i >= 0 && minute - series.minute(i) < WINDOW; i--) {
                distances[i] = Double.POSITIVE_INFINITY;
            }
            for (int i = last; i < distances.length && series.minute(i) - minute < WINDOW; i++) {
                distances[i] = Double.POSITIVE_INFINITY;
            }
            int from = Math.max(0, last - WINDOW) / BLOCK;
            int to = Math.min(distances.length - 1, last + WINDOW) / BLOCK;
            for (int block = from; block <= to; block++) {
                least[block] = least(block);
            }
        }
    }
}
