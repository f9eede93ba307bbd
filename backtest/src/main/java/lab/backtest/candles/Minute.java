package lab.backtest.candles;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;

/** The minute at which a walk through a history is. One without any candle is passed over. */
final class Minute {
    private final List<Pair> pairs;
    private final List<List<Candle>> all;

    /** By pair, how many of its candles are of this minute or before. */
    private final int[] counts;

    private final List<Candle> now = new ArrayList<>();
    private Instant start = Instant.MIN;
    private long number = -1;

    Minute(CandleHistory history, List<Pair> pairs) {
        this.pairs = pairs;
        this.all = pairs.stream().map(history::of).toList();
        this.counts = new int[pairs.size()];
    }

    /** Goes on to the next; says whether there is one. */
    boolean next() {
        Optional<Instant> next = Optional.empty();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < all.get(i).size()) {
                Instant begins = all.get(i).get(counts[i]).start();
                next = next.isEmpty() || begins.isBefore(next.get()) ? Optional.of(begins) : next;
            }
        }
        now.clear();
        if (next.isEmpty()) {
            return false;
        }
        start = next.get();
        number++;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] < all.get(i).size() && all.get(i).get(counts[i]).start().equals(start)) {
                now.add(all.get(i).get(counts[i]));
                counts[i]++;
            }
        }
        return true;
    }

    Instant start() {
        return start;
    }

    Instant end() {
        return start.plus(Interval.ONE_MINUTE.length());
    }

    long number() {
        return number;
    }

    /** Those of this minute. */
    List<Candle> candles() {
        return now;
    }

    Optional<Candle> candle(Pair pair) {
        for (Candle candle : now) {
            if (candle.pair().equals(pair)) {
                return Optional.of(candle);
            }
        }
        return Optional.empty();
    }

    /** Whether it is its pair's first of all. */
    boolean isFirst(Candle candle) {
        return counts[pairs.indexOf(candle.pair())] == 1;
    }

    /** Whether the pair has a candle of this minute or before. */
    boolean hasBegun(Pair pair) {
        return counts[pairs.indexOf(pair)] > 0;
    }

    /** The newest of a pair, oldest first. */
    List<Candle> upToNow(Pair pair, int max) {
        int index = pairs.indexOf(pair);
        return all.get(index).subList(Math.max(0, counts[index] - max), counts[index]);
    }
}
