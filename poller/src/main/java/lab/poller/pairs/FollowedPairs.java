package lab.poller.pairs;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.Pair;

/** The pairs of a feed that runs, and how each stands. One thread changes it, any may ask. */
public final class FollowedPairs {
    /** A recording may name any pairs. */
    private static final int PAIRS_MAX = 10_000;

    private final Map<Pair, Standing> pairs = new HashMap<>();

    /**
     * How a pair stands.
     *
     * @param newestTick by its own time, in this run
     * @param over why it does not come, where that is for good
     */
    public record Standing(Optional<Instant> newestTick, Optional<String> over) {
        /** Of which nothing came yet. */
        public static final Standing NEW = new Standing(Optional.empty(), Optional.empty());
    }

    /** These are wanted and no others. */
    public synchronized void follow(List<Pair> wanted) {
        pairs.keySet().retainAll(wanted);
        wanted.forEach(pair -> pairs.putIfAbsent(pair, Standing.NEW));
    }

    public synchronized void ticked(Pair pair, Instant time) {
        Standing before = pairs.get(pair);
        if (before != null || pairs.size() < PAIRS_MAX) {
            pairs.put(
                    pair,
                    new Standing(
                            Optional.of(time), before == null ? Optional.empty() : before.over()));
        }
    }

    /** Hears that a pair does not come any more. */
    public synchronized void over(Pair pair, String reason) {
        pairs.computeIfPresent(
                pair, (_, before) -> new Standing(before.newestTick(), Optional.of(reason)));
    }

    /** Whether a pair is wanted and not over. */
    public synchronized boolean comes(Pair pair) {
        Standing standing = pairs.get(pair);
        return standing != null && standing.over().isEmpty();
    }

    public synchronized SortedMap<Pair, Standing> standings() {
        return new TreeMap<>(pairs);
    }
}
