package lab.backtest.account;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import lab.domain.Pair;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;

/**
 * What one account did with a history.
 *
 * @param requests all that it asked for, in their order
 * @param settlements all that the clearing house did with its requests, in their order
 * @param trips what was bought and sold again
 * @param open what was bought and is still held at the end
 * @param decisions how often it was asked
 * @param rejected requests that the clearing house turned down, by reason
 * @param refused wishes that the desk's risk rules turned down, by rule
 * @param unknown what it did not know when it was asked, and how often
 * @param unanswered orders that were still without a quote when the history ended
 * @param halted why it was stopped, if it failed
 */
public record AccountRun(
        String account,
        BigDecimal funded,
        EquityCurve equity,
        List<Request> requests,
        List<Settlement> settlements,
        List<RoundTrip> trips,
        List<OpenTrip> open,
        long decisions,
        SortedMap<String, Long> rejected,
        SortedMap<String, Long> refused,
        SortedMap<String, Long> unknown,
        long unanswered,
        Optional<Halt> halted) {
    public AccountRun {
        requests = List.copyOf(requests);
        settlements = List.copyOf(settlements);
        trips = List.copyOf(trips);
        open = List.copyOf(open);
    }

    /** A position that was not sold. */
    public record OpenTrip(
            Pair pair, Instant opened, BigDecimal quantity, BigDecimal cost, BigDecimal worth) {}

    /** An account that is halted decides nothing any more; what it holds, it keeps. */
    public record Halt(Instant time, Pair pair, String reason) {}

    /** What it is worth at the end, with 8 places. */
    public BigDecimal endEquity() {
        return equity.exact(equity.size() - 1);
    }
}
