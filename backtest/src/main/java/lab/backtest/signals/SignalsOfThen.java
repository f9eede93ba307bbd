package lab.backtest.signals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.consensus.strategy.Signals;
import lab.domain.Candle;
import lab.domain.Pair;

/** What the services would have said at a time of the past. */
public interface SignalsOfThen {
    /** Nobody is asked. */
    SignalsOfThen NOBODY =
            new SignalsOfThen() {
                @Override
                public Search ask(Instant time, SortedMap<Pair, List<Candle>> seen) {
                    return () -> Said.NOTHING;
                }

                @Override
                public boolean isAnybody() {
                    return false;
                }
            };

    /** Whether there is anybody to ask. */
    default boolean isAnybody() {
        return true;
    }

    /**
     * Takes in what is seen at the next decision time, and says what is to be searched for it.
     *
     * @param time that is decided for; they come in their order
     * @param seen by pair the newest candles of a minute that were final then
     */
    Search ask(Instant time, SortedMap<Pair, List<Candle>> seen);

    /** What is still to be searched. Any thread may do it; later questions change nothing in it. */
    interface Search {
        Said find();
    }

    /**
     * What was said.
     *
     * @param masked what would have been said by somebody who is told neither pair nor day
     * @param questions by pair the hash of what the commentator was asked, word for word
     */
    record Said(Signals open, Signals masked, Map<Pair, String> questions) {
        public static final Said NOTHING = new Said(Signals.NONE, Signals.NONE, Map.of());

        public Said {
            questions = Map.copyOf(questions);
        }
    }

    /** What has to be told of them, such as how often something was known; a sentence each. */
    default List<String> told() {
        return List.of();
    }

    /** How often each was known and not, by words for a table. */
    default SortedMap<String, Long> counts() {
        return new TreeMap<>();
    }
}
