package lab.lancer.pattern;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/** Picks matches by the rule: from the nearest up, none that shares a minute with another. */
final class Nearest {
    private static final int WINDOW = PatternRules.WINDOW_MINUTES;
    private static final int MATCHES = PatternRules.MATCHES_MAX;
    private static final int BLOCK = 64;

    private final Series series;
    private final Scan scan;
    private final double[] distances;
    private final double[] least;

    private Nearest(Series series, Scan scan, int end) {
        this.series = series;
        this.scan = scan;
        this.distances = new double[Math.max(0, end)];
        this.least = new double[Math.ceilDiv(distances.length, BLOCK)];
        scan.distances(distances.length, distances);
        for (int block = 0; block < least.length; block++) {
            least[block] = least(block);
        }
    }

    /**
     * Of all windows.
     *
     * @param end behind the last place that is searched
     */
    static List<Match> ofAll(Series series, int queryLast, int end) {
        return new Nearest(series, series.scan(queryLast), end).matches();
    }

    /** Of some windows, by their places. */
    static List<Match> of(Series series, int queryLast, int[] places) {
        record Found(int last, double distance) {}
        Scan scan = series.scan(queryLast);
        List<Found> found = new ArrayList<>();
        for (int place : places) {
            found.add(new Found(place, scan.distance(place)));
        }
        found.sort(Comparator.comparingDouble(Found::distance).thenComparingInt(Found::last));
        List<Match> matches = new ArrayList<>();
        List<Integer> taken = new ArrayList<>();
        for (Found each : found) {
            int minute = series.minute(each.last());
            boolean isApart = taken.stream().allMatch(other -> Math.abs(other - minute) >= WINDOW);
            if (isApart && matches.size() < MATCHES) {
                taken.add(minute);
                matches.add(series.match(each.last(), each.distance()));
            }
        }
        return matches;
    }

    private List<Match> matches() {
        List<Match> matches = new ArrayList<>();
        while (matches.size() < MATCHES) {
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
        double smallest = Double.POSITIVE_INFINITY;
        int end = Math.min(distances.length, (block + 1) * BLOCK);
        for (int i = block * BLOCK; i < end; i++) {
            smallest = Math.min(smallest, distances[i]);
        }
        return smallest;
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
        double limit = smallest + scan.slack();
        int nearest = 0;
        double distance = Double.POSITIVE_INFINITY;
        for (int block = 0; block < least.length; block++) {
            int end = least[block] <= limit ? Math.min(distances.length, (block + 1) * BLOCK) : 0;
            for (int i = block * BLOCK; i < end; i++) {
                if (distances[i] <= limit && scan.distance(i) < distance) {
                    nearest = i;
                    distance = scan.distance(i);
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
