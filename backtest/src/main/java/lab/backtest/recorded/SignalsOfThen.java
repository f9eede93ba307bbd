package lab.backtest.recorded;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.consensus.strategy.Signals;
import lab.domain.Candle;
import lab.domain.Pair;

/** What the services would have said at a time of the past. */
public interface SignalsOfThen {
    /** Nobody is asked. */
    SignalsOfThen NOBODY = (_, _) -> Signals.NONE;

    /**
     * What they would have said.
     *
     * @param time that is decided for; of any pair they come in their order
     * @param seen by pair the newest candles of a minute that were final then
     */
    Signals at(Instant time, SortedMap<Pair, List<Candle>> seen);

    /** What has to be told of them, such as how often something was known; a sentence each. */
    default List<String> told() {
        return List.of();
    }

    /** How often each was known and not, by words for a table. */
    default SortedMap<String, Long> counts() {
        return new TreeMap<>();
    }
}
