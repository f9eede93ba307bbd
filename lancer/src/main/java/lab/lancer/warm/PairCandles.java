package lab.lancer.warm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lab.domain.Pair;
import lab.lancer.pattern.CandleClose;

/** Candles by pair, in the order in which they were read. */
public record PairCandles(Map<Pair, List<CandleClose>> byPair) {

    static PairCandles none() {
        return new PairCandles(new LinkedHashMap<>());
    }

    void add(Pair pair, CandleClose candle) {
        byPair.computeIfAbsent(pair, first -> new ArrayList<>()).add(candle);
    }

    public boolean isEmpty() {
        return byPair.isEmpty();
    }

    public long count() {
        return byPair.values().stream().mapToLong(List::size).sum();
    }
}
