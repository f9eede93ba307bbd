package lab.lancer;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.Pair;
import lab.lancer.annotation.Annotator;
import lab.lancer.index.IndexException;
import lab.lancer.index.PatternIndex;
import lab.lancer.warm.WarmCandles;
import lab.lancer.warm.WarmDoubts;
import lab.lancer.warm.WarmTierException;

/**
 * Keeps an index at what the warm tier holds: everything once, then what each new snapshot brought.
 * What it costs while there is nothing new is a look at the number of the newest snapshot.
 */
final class Follower {
    /** So few at once that a new candle never waits long. */
    private static final int BESTS_AT_ONCE = 32;

    private final PatternIndex index;
    private final WarmCandles warm;
    private final WarmDoubts doubts;
    private final Optional<Annotator> annotator;
    private OptionalLong snapshot = OptionalLong.empty();

    Follower(
            PatternIndex index,
            WarmCandles warm,
            WarmDoubts doubts,
            Optional<Annotator> annotator) {
        this.doubts = doubts;
        this.annotator = annotator;
        this.index = index;
        this.warm = warm;
    }

    /** Whether all that the warm tier held at some time is in the index. */
    boolean hasCaughtUp() {
        return snapshot.isPresent();
    }

    /** Does the most urgent thing that there is to do; false if there was nothing. */
    boolean step() throws WarmTierException, IndexException, IOException {
        doubts.readIfNew().ifPresent(index::doubt);
        Optional<WarmCandles.Reading> reading =
                snapshot.isPresent() ? warm.readSince(snapshot.getAsLong()) : warm.readAll();
        if (reading.isPresent()) {
            index.apply(reading.get());
            snapshot = OptionalLong.of(reading.get().snapshot());
            index.flush();
            for (Pair pair : index.pairs()) {
                index.newest(pair);
            }
        }
        boolean hasMore = annotator.isPresent() && annotator.get().step(index);
        boolean hasFilled = index.fillBests(BESTS_AT_ONCE) > 0;
        boolean hasWritten = index.flush() > 0;
        index.tidy();
        return hasMore || hasFilled || hasWritten;
    }
}
