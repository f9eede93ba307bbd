package lab.backtest.recorded;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a run of the past came to what was recorded.
 *
 * @param decided the accounts whose strategies decided anew
 * @param given the accounts whose requests were taken as recorded
 * @param upTo what is newer was left out, because not all of it was recorded yet; empty if nothing
 * @param decisions how many decision times there were, if they were counted
 * @param hash of all that was recorded
 * @param firstDifference empty if there is none
 */
public record Verification(
        List<String> decided,
        List<String> given,
        Optional<Instant> upTo,
        long messages,
        Optional<Long> decisions,
        int candles,
        int requests,
        int executions,
        int transfers,
        int balances,
        String hash,
        Optional<String> firstDifference) {
    public Verification {
        decided = List.copyOf(decided);
        given = List.copyOf(given);
    }

    public boolean isEqual() {
        return firstDifference.isEmpty();
    }
}
