package lab.console.market;

import java.util.List;
import lab.domain.Pair;

/**
 * Finished candles from where they are kept for good. It may be slow; it is never asked twice at
 * once.
 */
@FunctionalInterface
public interface CandleHistory {
    /** A pair's newest one-minute candles, at most so many, in any order. */
    List<CandleRow> last(Pair pair, int minutes);
}
