package lab.poller.live;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lab.domain.Pair;

/**
 * Of which pairs nothing is heard while others may come. An exchange that has no pair of a name may
 * just say nothing, so it is asked; a pair that it does list is asked about less and less often.
 */
final class PairSilence {
    static final Duration LONGEST = Duration.ofHours(1);

    private final Duration patience;
    private final Map<Pair, Quiet> pairs = new HashMap<>();

    private static final class Quiet {
        long heardAtNanos;
        Duration patience;

        Quiet(long nowNanos, Duration patience) {
            this.heardAtNanos = nowNanos;
            this.patience = patience;
        }
    }

    /**
     * @param patience how long a pair may be silent before the exchange is asked about it
     */
    PairSilence(Duration patience) {
        this.patience = patience;
    }

    void expect(Pair pair, long nowNanos) {
        pairs.put(pair, new Quiet(nowNanos, patience));
    }

    void forget(Pair pair) {
        pairs.remove(pair);
    }

    void heard(Pair pair, long nowNanos) {
        Quiet quiet = pairs.get(pair);
        if (quiet != null) {
            quiet.heardAtNanos = nowNanos;
        }
    }

    /** Nothing could be heard until now. */
    void deaf(long nowNanos) {
        pairs.values().forEach(quiet -> quiet.heardAtNanos = nowNanos);
    }

    /** About which pairs to ask; each has its time until the next question. */
    List<Pair> due(long nowNanos) {
        return pairs.entrySet().stream()
                .filter(entry -> isDue(entry.getValue(), nowNanos))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean isDue(Quiet quiet, long nowNanos) {
        if (nowNanos - quiet.heardAtNanos < quiet.patience.toNanos()) {
            return false;
        }
        quiet.heardAtNanos = nowNanos;
        Duration next = quiet.patience.multipliedBy(2);
        quiet.patience = next.compareTo(LONGEST) < 0 ? next : LONGEST;
        return true;
    }
}
