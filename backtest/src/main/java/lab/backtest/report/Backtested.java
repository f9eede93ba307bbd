package lab.backtest.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import lab.backtest.account.AccountRun;
import lab.domain.Pair;

/**
 * A report, and what was kept of its runs for pictures.
 *
 * @param prices by pair the market's closes
 */
public record Backtested(
        Report report, AccountRun market, List<AccountRun> runs, Map<Pair, List<Close>> prices) {
    public Backtested {
        runs = List.copyOf(runs);
        prices = Map.copyOf(prices);
    }

    /** What a pair cost at a time. */
    public record Close(Instant time, double price) {}
}
