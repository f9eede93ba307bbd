package lab.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.launcher.bus.BusProgress;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.fluss.FlussTables;
import lab.launcher.tables.LakeRows;
import lab.topics.BusException;
import lab.topics.Topic;
import org.apache.fluss.metadata.TablePath;

/** What a run until the feed's end has left in the tiers. */
record Summary(
        Environment environment,
        Map<String, Long> hot,
        Map<String, Long> warm,
        Map<String, Long> cold,
        long given,
        LakeRows.Trades trades,
        long deadLetters,
        Optional<String> incomplete,
        long conflicting,
        Duration took) {
    /** All tiers hold all of it by now; a machine that is busy only takes longer to say so. */
    private static final Duration COUNTED_WITHIN = Duration.ofMinutes(2);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    static Summary of(
            Environment environment,
            FlussTables fluss,
            LakeRows lake,
            BusProgress bus,
            Optional<String> incomplete,
            long conflicting,
            Duration took)
            throws LabException, InterruptedException {
        return counted(
                () -> {
                    BusProgress.Ends ends = bus.ends();
                    Map<String, Long> cold = lake.cold();
                    return new Summary(
                            environment,
                            hot(fluss, environment.database()),
                            lake.warm(),
                            cold,
                            cold.getOrDefault("trades", ends.messages(Topic.TRADES)),
                            lake.trades(),
                            ends.messages(Topic.DLQ),
                            incomplete,
                            conflicting,
                            took);
                },
                COUNTED_WITHIN,
                BETWEEN_TRIES);
    }

    /** What is asked of servers, each of which may have no time to answer. */
    interface Count<T> {
        T ask() throws IOException, BusException, InterruptedException;
    }

    static <T> T counted(Count<T> count, Duration within, Duration between)
            throws LabException, InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            try {
                return count.ask();
            } catch (IOException | BusException e) {
                if (System.nanoTime() >= deadline) {
                    throw new LabException("summary: " + LabException.reason(e), e);
                }
                Thread.sleep(between);
            }
        }
    }

    private static Map<String, Long> hot(FlussTables fluss, String database)
            throws IOException, InterruptedException {
        Map<String, Long> rows = new TreeMap<>();
        for (TablePath table : fluss.tables()) {
            if (table.getDatabaseName().equals(database)) {
                rows.put(table.getTableName(), fluss.rows(table));
            }
        }
        return rows;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String what = environment.isLive() ? "The feed" : "The replay";
        lines.add(
                what
                        + (incomplete.isPresent()
                                ? " ended early, and every tier holds all that could be read of it."
                                : " has ended, and every tier holds all of it."));
        lines.add("");
        add(lines, "hot", hot);
        add(lines, "warm", warm);
        add(lines, "cold", cold);
        lines.add("");
        if (warm.containsKey("candles_1m")) { // who tells a trade from its repeat
            lines.add(total("pairs", "%,d".formatted(trades.pairs())));
            lines.add(total("trades", "%,d".formatted(trades.distinct())));
            lines.add(total("repeats", "%,d".formatted(repeats())));
        }
        lines.add(total("conflicting trades", "%,d".formatted(conflicting)));
        lines.add(total("dead letters", "%,d".formatted(deadLetters)));
        lines.add(total("seconds", "%,.1f".formatted(took.toMillis() / 1000.0)));
        return lines;
    }

    /** Trades were given as often as they came, the candles have each once. */
    private long repeats() {
        return given - trades.distinct() - conflicting;
    }

    private static String total(String what, String number) {
        return "%-26s %12s".formatted(what, number);
    }

    private static void add(List<String> lines, String tier, Map<String, Long> rows) {
        rows.forEach(
                (table, count) -> lines.add("%-5s %-20s %,12d rows".formatted(tier, table, count)));
    }
}
