package lab.poller.binance;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lab.domain.Pair;

/**
 * When to ask for the snapshot of a book that is out of step: at once, and if that does not bring
 * it into step, after longer and longer. A book that stays in step for a while begins anew.
 */
final class BookQuestions {
    static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    static final Duration STEADY_AFTER = Duration.ofMinutes(1);

    private static final int DOUBLINGS_MAX = 16;

    private final Duration firstWait;
    private final Map<Pair, Followed> followed = new HashMap<>();

    private static final class Followed {
        boolean isInStep = true;
        int asked;
        long askAtNanos;
        long inStepAtNanos;
    }

    BookQuestions(Duration firstWait) {
        this.firstWait = firstWait;
    }

    /** Hears how a book stands. */
    void hear(Pair pair, boolean isInStep, long nowNanos) {
        Followed of = followed.computeIfAbsent(pair, _ -> new Followed());
        if (isInStep == of.isInStep) {
            return;
        }
        of.isInStep = isInStep;
        if (isInStep) {
            of.inStepAtNanos = nowNanos;
        } else if (nowNanos - of.inStepAtNanos >= STEADY_AFTER.toNanos()) {
            of.asked = 0;
        }
    }

    void forget(Pair pair) {
        followed.remove(pair);
    }

    /** Of which books it is time to ask. */
    List<Pair> due(long nowNanos) {
        return followed.entrySet().stream()
                .filter(entry -> !entry.getValue().isInStep)
                .filter(entry ->
                        entry.getValue().asked == 0 || nowNanos - entry.getValue().askAtNanos >= 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    void asked(Pair pair, long nowNanos) {
        Followed of = followed.computeIfAbsent(pair, _ -> new Followed());
        Duration wait = firstWait.multipliedBy(1L << Math.min(of.asked, DOUBLINGS_MAX));
        of.asked++;
        of.askAtNanos =
                nowNanos + (wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT).toNanos();
    }
}
