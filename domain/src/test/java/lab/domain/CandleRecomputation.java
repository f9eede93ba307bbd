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
public final class CandleRecomputation {
    private CandleRecomputation() {}

    public record Key(Interval interval, Instant start) {}

    public static Map<Key, Candle> of(Pair pair, Collection<Trade> trades) {
        Map<Key, Candle> candles = new HashMap<>();
        windows(trades).forEach((key, window) -> candles.put(key, candle(pair, key, window)));
        return candles;
    }

    public static Map<Key, Candle.Flow> flows(Pair pair, Collection<Trade> trades) {
        Map<Key, Candle.Flow> flows = new HashMap<>();
        windows(trades).forEach((key, window) -> flows.put(key, flow(pair, key, window)));
        return flows;
    }

    private static Candle.Flow flow(Pair pair, Key key, List<Trade> window) {
        List<Trade> buys = window.stream().filter(trade -> trade.side() == Side.BUY).toList();
        List<Trade> sells = window.stream().filter(trade -> trade.side() == Side.SELL).toList();
        return new Candle.Flow(
                pair,
                key.interval(),
                key.start(),
                volume(buys),
                volume(sells),
                buys.size(),
                sells.size(),
                candle(pair, key, window).vwap(),
                window.stream().map(Trade::size).max(Comparator.naturalOrder()).orElseThrow());
    }

    private static BigDecimal volume(List<Trade> trades) {
        return trades.stream()
                .map(trade -> trade.size().toBigDecimal())
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .setScale(8);
    }

    private static Map<Key, List<Trade>> windows(Collection<Trade> trades) {
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
        return windows;
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
