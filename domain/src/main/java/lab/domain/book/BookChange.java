package lab.domain.book;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.EventTime;
import lab.domain.Pair;

/**
 * What changed in a book, all at once.
 *
 * @param ids where the exchange numbers its updates
 * @param time when it happened at the exchange
 */
public record BookChange(
        Pair pair, List<LevelChange> levels, Optional<UpdateIds> ids, Instant time) {
    public BookChange {
        levels = List.copyOf(levels);
        EventTime.check("time", time);
    }

    /** The same under another name of its pair. */
    public BookChange withPair(Pair other) {
        return new BookChange(other, levels, ids, time);
    }
}
