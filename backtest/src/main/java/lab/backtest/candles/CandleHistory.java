package lab.backtest.candles;

import static lab.domain.Checks.check;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;

/** Candles of one minute, by pair and oldest first: the past that a backtest goes through. */
public final class CandleHistory {
    private final SortedMap<Pair, List<Candle>> candles;
    private final String hash;

    private CandleHistory(SortedMap<Pair, List<Candle>> candles) {
        this.candles = candles;
        this.hash = hashOf(candles);
    }

    /**
     * A history of these candles, in whatever order they come.
     *
     * @throws IllegalArgumentException if there are none, one is not of a minute, or two are of the
     *     same
     */
    public static CandleHistory of(Iterable<Candle> all) {
        SortedMap<Pair, TreeMap<Instant, Candle>> sorted = new TreeMap<>();
        for (Candle candle : all) {
            check(
                    candle.interval() == Interval.ONE_MINUTE,
                    "candle: must be of a minute, was of %s",
                    candle.interval().label());
            check(
                    candle.low().isPositive(),
                    "candle %s: its prices must be positive, were not at %s",
                    candle.pair(),
                    candle.start());
            Candle same =
                    sorted.computeIfAbsent(candle.pair(), _ -> new TreeMap<>())
                            .put(candle.start(), candle);
            check(
                    same == null,
                    "candle %s: must be one for each minute, were two at %s",
                    candle.pair(),
                    candle.start());
        }
        check(!sorted.isEmpty(), "candles: there must be some, are none");
        SortedMap<Pair, List<Candle>> lists = new TreeMap<>();
        sorted.forEach((pair, byTime) -> lists.put(pair, List.copyOf(byTime.values())));
        return new CandleHistory(Collections.unmodifiableSortedMap(lists));
    }

    /** The part of it whose minutes begin in {@code [from, to)}. */
    public CandleHistory between(Instant from, Instant to) {
        List<Candle> within = new ArrayList<>();
        candles.values().stream()
                .flatMap(List::stream)
                .filter(candle -> !candle.start().isBefore(from) && candle.start().isBefore(to))
                .forEach(within::add);
        check(!within.isEmpty(), "candles: there must be some from %s to %s, are none", from, to);
        return of(within);
    }

    public SortedSet<Pair> pairs() {
        return new TreeSet<>(candles.keySet());
    }

    public List<Candle> of(Pair pair) {
        return candles.getOrDefault(pair, List.of());
    }

    /** When the first minute begins. */
    public Instant start() {
        return candles.values().stream()
                .map(list -> list.getFirst().start())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** When the last minute ends. */
    public Instant end() {
        return candles.values().stream()
                .map(list -> list.getLast().end())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    public long size() {
        return candles.values().stream().mapToLong(List::size).sum();
    }

    /** Minutes between a pair's first and last candle that have none, of all pairs together. */
    public long missingMinutes() {
        return candles.values().stream()
                .mapToLong(list -> {
                    long span =
                            list.getLast().end().getEpochSecond()
                                    - list.getFirst().start().getEpochSecond();
                    return span / Interval.ONE_MINUTE.length().toSeconds() - list.size();
                })
                .sum();
    }

    /** SHA-256 of all that is in it: two histories are the same if their hashes are. */
    public String hash() {
        return hash;
    }

    private static String hashOf(SortedMap<Pair, List<Candle>> candles) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            candles.values().stream()
                    .flatMap(List::stream)
                    .map(CandleHistory::line)
                    .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static String line(Candle candle) {
        return String.join(
                        ",",
                        candle.pair().name(),
                        Long.toString(candle.start().getEpochSecond()),
                        candle.open().toString(),
                        candle.high().toString(),
                        candle.low().toString(),
                        candle.close().toString(),
                        candle.volume().toPlainString(),
                        candle.quoteVolume().toPlainString(),
                        Long.toString(candle.tradeCount()))
                + "\n";
    }
}
