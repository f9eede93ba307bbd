package lab.console.desk;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The equity of each account, one value for each minute of event time: the newest that was seen in
 * it. A minute in which the desk was not asked has none.
 */
public final class EquityHistory {
    /** A day. */
    static final int MINUTES_MAX = 1_440;

    static final int ACCOUNTS_MAX = 32;

    private final NavigableMap<String, NavigableMap<Instant, BigDecimal>> accounts =
            new TreeMap<>();

    /**
     * One account's line.
     *
     * @param points oldest first
     */
    public record Line(String account, List<Point> points) {
        public Line {
            points = List.copyOf(points);
        }
    }

    /** Equity at the end of what was seen of a minute, by the time that the minute begins. */
    public record Point(Instant time, BigDecimal equity) {}

    synchronized void add(String account, Instant asOf, BigDecimal equity) {
        if (!accounts.containsKey(account) && accounts.size() >= ACCOUNTS_MAX) {
            return;
        }
        NavigableMap<Instant, BigDecimal> line =
                accounts.computeIfAbsent(account, name -> new TreeMap<>());
        line.put(asOf.truncatedTo(ChronoUnit.MINUTES), equity);
        while (line.size() > MINUTES_MAX) {
            line.pollFirstEntry();
        }
    }

    /** All that is kept, by account. */
    public synchronized List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        accounts.forEach((account, line) -> lines.add(new Line(account, points(line))));
        return lines;
    }

    private static List<Point> points(Map<Instant, BigDecimal> line) {
        return line.entrySet().stream()
                .map(entry -> new Point(entry.getKey(), entry.getValue()))
                .toList();
    }
}
