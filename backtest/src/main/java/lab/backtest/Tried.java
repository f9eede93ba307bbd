package lab.backtest;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.backtest.source.SourceException;
import lab.backtest.source.StrategyFile;
import lab.consensus.strategy.Strategy;

/**
 * A strategy that is tried, and what it is known by.
 *
 * @param told its name; of a file also the source's hash and what its parameters are
 */
public record Tried(Strategy strategy, String told) {
    /** One that comes with the lab: its code is the lab's. */
    public static Tried of(Strategy strategy) {
        return new Tried(strategy, strategy.name());
    }

    /** One of a file, with some of its parameters set. */
    public static Tried of(StrategyFile file, Map<String, String> set) throws SourceException {
        Strategy strategy = file.make(set);
        SortedMap<String, String> values = new TreeMap<>(file.standards());
        values.putAll(set);
        return new Tried(strategy, "%s@%s%s".formatted(strategy.name(), file.hash(), values));
    }
}
