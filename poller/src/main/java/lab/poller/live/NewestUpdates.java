package lab.poller.live;

import java.util.HashMap;
import java.util.Map;
import lab.domain.Pair;

/**
 * Tells a tick that a second connection brings again by the number of its update. Numbers of a pair
 * grow; where they stay behind for long, the exchange began to count anew.
 */
public final class NewestUpdates {
    static final int REPEATS_MAX = 1_000;

    private final Map<Pair, Newest> newest = new HashMap<>();

    private static final class Newest {
        long id = -1;
        int repeats;
    }

    public void forget(Pair pair) {
        newest.remove(pair);
    }

    public boolean admits(Pair pair, long updateId) {
        Newest of = newest.computeIfAbsent(pair, _ -> new Newest());
        if (updateId <= of.id && ++of.repeats < REPEATS_MAX) {
            return false;
        }
        of.id = updateId;
        of.repeats = 0;
        return true;
    }
}
