package lab.lancer.pattern;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Picks matches by the rule: from the nearest up, none that shares a minute with another.
 *
 * <p>Of each block of windows it is known how near any of them can be. Measured are those that can
 * be nearer than the nearest so far: that is exact, and seldom more than one block in ten.
 */
final class Nearest {
    private static final int WINDOW = PatternRules.WINDOW_MINUTES;
    private static final int MATCHES = PatternRules.MATCHES_MAX;
    private static final int BLOCK = 32;

    private final Series series;
    private final Scan scan;
    private final int end;

    /** Of each block the smallest distance, or what none is below where it is not measured. */
    private final double[] least;

    /** Distances by block and place, where they are measured; infinity where one is left out. */
    private final double[] @Nullable [] measured;

    private Nearest(Series series, int queryLast, int end) {
        this.series = series;
        this.scan = series.scan(queryLast);
        this.end = Math.max(0, end);
        this.least = scan.bounds(this.end, BLOCK);
        this.measured = new double[least.length] @Nullable [];
    }

    /**
     * Of all windows.
     *
     * @param end behind the last place that is searched
     */
    static List<Match> ofAll(Series series, int queryLast, int end) {
        return new Nearest(series, queryLast, end).matches();
    }

    /** How near the nearest of all windows is, if there is one. */
    static OptionalDouble distance(Series series, int queryLast, int end) {
        var nearest = new Nearest(series, queryLast, end);
        OptionalInt last = nearest.next();
        return last.isPresent()
                ? OptionalDouble.of(nearest.scan.distance(last.getAsInt()))
                : OptionalDouble.empty();
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

    /** The nearest that is left; of equally near ones the older. */
    private OptionalInt next() {
        double limit = measureNearest() + scan.slack();
        int nearest = -1;
        double distance = Double.POSITIVE_INFINITY;
        for (int block = 0; block < least.length; block++) {
            double[] distances = least[block] <= limit ? measured[block] : null;
            for (int i = 0; distances != null && i < distances.length; i++) {
                int last = block * BLOCK + i;
                if (distances[i] <= limit && scan.distance(last) < distance) {
                    nearest = last;
                    distance = scan.distance(last);
                }
            }
        }
        return nearest < 0 ? OptionalInt.empty() : OptionalInt.of(nearest);
    }

    /**
     * Measures every block that may hold the nearest.
     *
     * @return the smallest distance; the largest number where nothing is left
     */
    private double measureNearest() {
        int likely = 0;
        for (int block = 0; block < least.length; block++) {
            likely = least[block] < least[likely] ? block : likely;
        }
        double nearest = Double.MAX_VALUE;
        if (least.length > 0) {
            measure(likely);
            nearest = Math.min(nearest, least[likely]);
        }
        for (int block = 0; block < least.length; block++) {
            if (least[block] <= nearest + scan.slack()) {
                measure(block);
                nearest = Math.min(nearest, least[block]);
            }
        }
        return nearest;
    }

    private double[] measure(int block) {
        double[] known = measured[block];
        if (known != null) {
            return known;
        }
        int from = block * BLOCK;
        double[] distances = scan.distances(from, Math.min(end, from + BLOCK));
        measured[block] = distances;
        least[block] = smallest(distances);
        return distances;
    }

    private static double smallest(double[] distances) {
        double smallest = Double.POSITIVE_INFINITY;
        for (double distance : distances) {
            smallest = Math.min(smallest, distance);
        }
        return smallest;
    }

    /** Whoever shares a minute with a match is another sight of the same episode. */
    private void leaveOut(int last) {
        int minute = series.minute(last);
        int from = Math.max(0, last - WINDOW + 1);
        int to = Math.min(end - 1, last + WINDOW - 1);
        for (int block = from / BLOCK; block <= to / BLOCK; block++) {
            double[] distances = measure(block);
            for (int i = 0; i < distances.length; i++) {
                if (Math.abs(series.minute(block * BLOCK + i) - minute) < WINDOW) {
                    distances[i] = Double.POSITIVE_INFINITY;
                }
            }
            least[block] = smallest(distances);
        }
    }
}
