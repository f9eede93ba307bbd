package lab.domain.book;

import static lab.domain.Checks.check;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lab.domain.EventTime;
import lab.domain.Pair;

/**
 * A whole book, or as much of it as the exchange gives, best levels first or not.
 *
 * @param lastUpdateId the newest update that is in it, where the exchange numbers them
 * @param time when it was so, where the exchange says that
 */
public record BookSnapshot(
        Pair pair,
        List<BookLevel> bids,
        List<BookLevel> asks,
        OptionalLong lastUpdateId,
        Optional<Instant> time) {
    public BookSnapshot {
        bids = List.copyOf(bids);
        asks = List.copyOf(asks);
        check(
                lastUpdateId.isEmpty() || lastUpdateId.getAsLong() >= 0,
                "last update id: must not be negative, was %s",
                lastUpdateId);
        time.ifPresent(it -> EventTime.check("time", it));
    }

    /** The same under another name of its pair. */
    public BookSnapshot withPair(Pair other) {
        return new BookSnapshot(other, bids, asks, lastUpdateId, time);
    }
}
