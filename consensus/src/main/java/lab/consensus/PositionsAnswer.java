package lab.consensus;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import lab.consensus.audit.performance.Luck;
import lab.consensus.core.AccountView;
import lab.consensus.desk.DeskView;
import lab.domain.progress.WaitingRequests;

/**
 * What all accounts have together, and each of them.
 *
 * @param asOf the newest event time of the market
 * @param pricesUnknown why no price is known now, if none is; what the positions show then, and
 *     what they are worth by it, is of the last price that was known
 * @param waiting the requests that the clearing house has not answered, once it has said so
 * @param expired how many orders of any account it has ignored for standing more than 24 hours
 *     behind the newest request of their account, once it has said so
 */
record PositionsAnswer(
        BigDecimal cashBalance,
        BigDecimal equity,
        Map<String, Held> positions,
        List<OfAccount> accounts,
        Optional<Instant> decided,
        Optional<Instant> asOf,
        Optional<String> pricesUnknown,
        Optional<Waiting> waiting,
        Optional<Long> expired) {
    private static final int PLACES = 8;

    /**
     * Requests of any account that wait to be cleared, with the oldest of them.
     *
     * @param time of its decision, which may be far ahead
     * @param since when the bus took it
     */
    record Waiting(
            long requests,
            Optional<String> account,
            Optional<String> orderId,
            Optional<Instant> time,
            Optional<Instant> since) {
        static Waiting of(WaitingRequests waiting) {
            Optional<WaitingRequests.Oldest> oldest = waiting.oldest();
            return new Waiting(
                    waiting.requests(),
                    oldest.map(it -> it.account().name()),
                    oldest.map(it -> it.orderId().text()),
                    oldest.map(WaitingRequests.Oldest::time),
                    oldest.flatMap(WaitingRequests.Oldest::since));
        }
    }

    /** A position of all accounts together. */
    record Held(BigDecimal quantity, BigDecimal entryPrice) {
        Held plus(Held other) {
            BigDecimal together = quantity.add(other.quantity);
            BigDecimal cost =
                    quantity.multiply(entryPrice).add(other.quantity.multiply(other.entryPrice));
            return new Held(together, cost.divide(together, PLACES, RoundingMode.HALF_EVEN));
        }
    }

    /**
     * One account, with what it holds now.
     *
     * @param commentators whose words it last decided by, if it reads the commentary
     * @param luck whether its lead over buy &amp; hold, or its lag, could be luck, in words; by the
     *     last audit
     */
    record OfAccount(
            String account,
            String strategy,
            BigDecimal startingBalance,
            BigDecimal cashBalance,
            BigDecimal equity,
            BigDecimal realizedPnl,
            BigDecimal unrealizedPnl,
            BigDecimal fees,
            String state,
            Optional<String> stateReason,
            List<String> commentators,
            BigDecimal dailyDrawdown,
            Map<String, AccountView.PositionView> positions,
            Optional<String> luck) {
        static OfAccount of(AccountView view, Optional<Luck> luck) {
            Map<String, AccountView.PositionView> held = new LinkedHashMap<>();
            view.positions().stream()
                    .filter(position -> position.quantity().signum() > 0)
                    .forEach(position -> held.put(position.pair(), position));
            return new OfAccount(
                    view.account(),
                    view.strategy(),
                    view.funded(),
                    view.cash(),
                    view.equity(),
                    view.realizedPnl(),
                    held.values().stream()
                            .map(AccountView.PositionView::unrealizedPnl)
                            .reduce(BigDecimal.ZERO, BigDecimal::add),
                    view.fees(),
                    view.state().name(),
                    view.stateReason(),
                    view.commentators().stream().sorted().toList(),
                    view.drawdown(),
                    held,
                    luck.map(Luck::sentence));
        }
    }

    static PositionsAnswer of(
            DeskView desk,
            List<AccountView> accounts,
            Map<String, Luck> luck,
            Optional<String> pricesUnknown) {
        SortedMap<String, Held> together = new TreeMap<>();
        for (AccountView account : accounts) {
            for (AccountView.PositionView position : account.positions()) {
                if (position.quantity().signum() > 0) {
                    together.merge(
                            position.pair(),
                            new Held(position.quantity(), position.entryPrice()),
                            Held::plus);
                }
            }
        }
        return new PositionsAnswer(
                sum(accounts, AccountView::cash),
                sum(accounts, AccountView::equity),
                together,
                accounts.stream()
                        .map(it -> OfAccount.of(it, Optional.ofNullable(luck.get(it.account()))))
                        .toList(),
                desk.decided(),
                desk.newestEvent(),
                pricesUnknown,
                desk.waiting().map(Waiting::of),
                desk.waiting().flatMap(WaitingRequests::expired));
    }

    private static BigDecimal sum(
            List<AccountView> accounts, Function<AccountView, BigDecimal> amount) {
        return accounts.stream().map(amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
