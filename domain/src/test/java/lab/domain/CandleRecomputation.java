package lab.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Candles as the rules say them, computed the slow way from a set of trades that were all on time.
 */
final class CandleRecomputation {
    private CandleRecomputation() {}

    record Key(Interval interval, Instant start) {}

    static Map<Key, Candle> of(Pair pair, Collection<Trade> trades) {
        Map<Long, Trade> distinct = new TreeMap<>();
        trades.forEach(trade -> distinct.putIfAbsent(trade.tradeId(), trade));
        Map<Key, List<Trade>> windows = new HashMap<>();
        for (Interval interval : Interval.values()) {
            for (Trade trade : distinct.values()) {
                long seconds = interval.length().toSeconds();
                long start = trade.time().getEpochSecond() / seconds * seconds;
                windows.computeIfAbsent(
                                new Key(interval, Instant.ofEpochSecond(start)),
                                key -> new java.util.ArrayList<>())
                        .add(trade);
            }
        }
        Map<Key, Candle> candles = new HashMap<>();
        windows.forEach((key, window) -> candles.put(key, candle(pair, key, window)));
        return candles;
    }

    private static Candle candle(Pair pair, Key key, List<Trade> window) {
        List<Trade> ordered =
                window.stream()
                        .sorted(Comparator.comparing(Trade::time).thenComparingLong(Trade::tradeId))
                        .toList();
        BigDecimal volume = BigDecimal.ZERO;
        BigDecimal quote = BigDecimal.ZERO;
        Price high = ordered.getFirst().price();
        Price low = high;
        for (Trade trade : ordered) {
            volume = volume.add(trade.size().toBigDecimal());
            quote = quote.add(trade.price().toBigDecimal().multiply(trade.size().toBigDecimal()));
            high = trade.price().compareTo(high) > 0 ? trade.price() : high;
            low = trade.price().compareTo(low) < 0 ? trade.price() : low;
        }
        return new Candle(
                pair,
                key.interval(),
                key.start(),
                ordered.getFirst().price(),
                high,
                low,
                ordered.getLast().price(),
                volume.setScale(8),
                quote.setScale(16),
                quote.divide(volume, 8, RoundingMode.HALF_EVEN),
                ordered.size());
    }
}
