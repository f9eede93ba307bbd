package lab.backtest.recorded;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Tick;

/** The bids of each pair by the minute, of minutes that are not done with. */
final class MinuteBids {
    private static final long SECONDS = 60;
    private static final long MICROS = 60_000_000;

    private final SortedMap<Long, Map<Pair, Bids>> minutes = new TreeMap<>();
    private final Map<Pair, Instant> newest = new HashMap<>();

    /** The lowest, the highest and the newest of a minute. */
    record Bids(BigDecimal low, BigDecimal high, BigDecimal close) {
        Bids with(BigDecimal bid) {
            return new Bids(low.min(bid), high.max(bid), bid);
        }
    }

    /** Takes a quote; one that is older than what was seen of its pair changes nothing. */
    void take(Tick tick) {
        Instant before = newest.get(tick.pair());
        if (before != null && tick.time().isBefore(before)) {
            return;
        }
        newest.put(tick.pair(), tick.time());
        long end = Math.ceilDiv(EventTime.toMicros(tick.time()), MICROS) * SECONDS;
        BigDecimal bid = tick.bestBid().toBigDecimal();
        minutes.computeIfAbsent(end, _ -> new HashMap<>())
                .merge(tick.pair(), new Bids(bid, bid, bid), (bids, _) -> bids.with(bid));
    }

    /** What is done with a minute. */
    interface Closing {
        void close(Instant end, Map<Pair, Bids> bids);
    }

    /** Gives the minutes that ended by a time, in their order. */
    void closeTo(Instant time, Closing closing) {
        while (!minutes.isEmpty() && minutes.firstKey() <= time.getEpochSecond()) {
            long end = minutes.firstKey();
            Map<Pair, Bids> bids = minutes.remove(end);
            closing.close(Instant.ofEpochSecond(end), bids == null ? Map.of() : bids);
        }
    }
}
