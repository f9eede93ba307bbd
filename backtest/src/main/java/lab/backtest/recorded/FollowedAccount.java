package lab.backtest.recorded;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.backtest.account.AccountRun;
import lab.backtest.account.EquityCurve;
import lab.backtest.account.Trades;
import lab.consensus.core.Position;
import lab.domain.Asset;
import lab.domain.Pair;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;

/** One account of a run over what was recorded, marked at each minute by the bids of it. */
final class FollowedAccount {
    private final String name;
    private final BigDecimal funds;
    private final Trades trades;
    private final EquityCurve equity = new EquityCurve();
    private final List<Request> requests = new ArrayList<>();
    private final Deque<Settlement> ahead = new ArrayDeque<>();
    private final SortedMap<String, Long> refused = new TreeMap<>();
    private final Map<Pair, BigDecimal> newestBids = new TreeMap<>();
    private long unanswered;

    FollowedAccount(String name, BigDecimal funds, Asset currency) {
        this.name = name;
        this.funds = funds;
        this.trades = new Trades(currency);
    }

    void request(Request request) {
        requests.add(request);
        unanswered++;
    }

    void settled(Settlement settlement) {
        ahead.add(settlement);
        unanswered--;
    }

    void refused(String rule) {
        refused.merge(rule, 1L, Long::sum);
    }

    /** A minute is over, and all that was executed in it is known. */
    void close(Instant end, Map<Pair, MinuteBids.Bids> minute) {
        while (!ahead.isEmpty() && !ahead.getFirst().execution().time().isAfter(end)) {
            trades.take(ahead.removeFirst());
        }
        minute.forEach((pair, bids) -> newestBids.put(pair, bids.close()));
        BigDecimal cash = trades.book().isFunded() ? trades.book().cash() : funds;
        BigDecimal low = cash;
        BigDecimal high = cash;
        BigDecimal exposure = BigDecimal.ZERO;
        for (Map.Entry<Pair, Position> held : trades.book().positions().entrySet()) {
            BigDecimal quantity = held.getValue().quantity();
            if (quantity.signum() == 0) {
                continue;
            }
            MinuteBids.Bids bids = minute.get(held.getKey());
            BigDecimal newest = newestBids.getOrDefault(held.getKey(), BigDecimal.ZERO);
            exposure = exposure.add(newest.multiply(quantity));
            low = low.add((bids == null ? newest : bids.low()).multiply(quantity));
            high = high.add((bids == null ? newest : bids.high()).multiply(quantity));
        }
        equity.add(end, low, high, cash.add(exposure), exposure);
    }

    AccountRun run(
            long decisions, SortedMap<String, Long> unknown, Optional<AccountRun.Halt> halt) {
        while (!ahead.isEmpty()) {
            trades.take(ahead.removeFirst());
        }
        return new AccountRun(
                name,
                funds,
                equity,
                requests,
                trades.settlements(),
                trades.closed(),
                trades.open((pair, held) ->
                        Optional.ofNullable(newestBids.get(pair)).map(held::multiply)),
                decisions,
                trades.rejected(),
                refused,
                unknown,
                unanswered,
                halt);
    }
}
