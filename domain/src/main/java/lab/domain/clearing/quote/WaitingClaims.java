package lab.domain.clearing.quote;

import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import lab.domain.EventTime;
import lab.domain.clearing.Claim;

/**
 * The orders of one pair that wait for a quote, by when they were made and by when their wait ends.
 * These are two orders, since not all orders wait equally long.
 */
final class WaitingClaims {
    static final long AFTER_ALL_TIME = Long.MAX_VALUE;

    private final TreeMap<Place, Claim> byTime = new TreeMap<>();
    private final TreeMap<Place, Claim> byDeadline = new TreeMap<>();

    private record Place(long at, String account, long number) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparingLong(Place::at)
                        .thenComparing(Place::account)
                        .thenComparingLong(Place::number);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    /** The last event time, in microseconds, at which a quote of this order may be. */
    static long deadline(Claim claim) {
        return EventTime.toMicros(claim.request().time()) + claim.terms().quoteWaitMicros();
    }

    void add(Claim claim) {
        byTime.put(placeByTime(claim), claim);
        byDeadline.put(placeByDeadline(claim), claim);
    }

    /** Takes out one that was made before this time, the earliest first. */
    Optional<Claim> pollMadeBefore(long time) {
        if (byTime.isEmpty() || byTime.firstKey().at() >= time) {
            return Optional.empty();
        }
        Claim claim = byTime.pollFirstEntry().getValue();
        byDeadline.remove(placeByDeadline(claim));
        return Optional.of(claim);
    }

    /** Takes out one whose last moment of a quote is before this time, the earliest first. */
    Optional<Claim> pollEndedBefore(long time) {
        if (earliestDeadline() >= time) {
            return Optional.empty();
        }
        Claim claim = byDeadline.pollFirstEntry().getValue();
        byTime.remove(placeByTime(claim));
        return Optional.of(claim);
    }

    void forEach(Consumer<Claim> action) {
        byTime.values().forEach(action);
    }

    long earliestDeadline() {
        return byDeadline.isEmpty() ? AFTER_ALL_TIME : byDeadline.firstKey().at();
    }

    boolean isEmpty() {
        return byTime.isEmpty();
    }

    private static Place placeByTime(Claim claim) {
        return place(EventTime.toMicros(claim.request().time()), claim);
    }

    private static Place placeByDeadline(Claim claim) {
        return place(deadline(claim), claim);
    }

    private static Place place(long at, Claim claim) {
        return new Place(at, claim.account().name(), claim.number());
    }
}
