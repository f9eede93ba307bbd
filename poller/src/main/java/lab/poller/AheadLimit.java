package lab.poller;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far a feed may be ahead of those who work behind it, in event time.
 *
 * @param parts that say on the bus how far they have come; with none there is no limit
 * @param max ahead of the slowest of them
 */
public record AheadLimit(Set<String> parts, Duration max) {
    public static final Duration MAX_USUAL = Duration.ofMinutes(1);

    /**
     * Of a market that is played as fast as it is taken. A request comes too late an hour behind
     * the ticks, and after fifty minutes a new desk takes what it finds for history.
     */
    public static final Duration MAX_AT_FULL_SPEED = Duration.ofMinutes(20);

    /** Below that, a part's own lag behind what it has seen would hold back the feed. */
    public static final Duration MAX_LEAST = Duration.ofSeconds(20);

    private static final Duration MAX_MOST = Duration.ofDays(365);

    public static final AheadLimit UNBOUNDED = new AheadLimit(Set.of(), MAX_USUAL);

    public AheadLimit {
        parts = Set.copyOf(parts);
        if (!isAllowed(max)) {
            throw new IllegalArgumentException(
                    "max ahead: must be %d seconds to a year, was %d seconds"
                            .formatted(MAX_LEAST.toSeconds(), max.toSeconds()));
        }
    }

    public static boolean isAllowed(Duration max) {
        return max.compareTo(MAX_LEAST) >= 0 && max.compareTo(MAX_MOST) <= 0;
    }

    @Override
    public String toString() {
        return parts.isEmpty() ? "unbounded" : max + " ahead of " + new TreeSet<>(parts);
    }
}
