package lab.backtest.account;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import lab.consensus.core.AccountBook;
import lab.consensus.core.Position;
import lab.domain.Asset;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.clearing.Execution;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Status;

/** What the clearing house did for one account: its book, and what was bought and sold again. */
public final class Trades {
    private final AccountBook book;
    private final List<Settlement> settlements = new ArrayList<>();
    private final Map<Pair, Trip> trips = new TreeMap<>();
    private final List<RoundTrip> closed = new ArrayList<>();
    private final SortedMap<String, Long> rejected = new TreeMap<>();

    public Trades(Asset currency) {
        this.book = new AccountBook(currency);
    }

    /** Takes the next settlement of the account's log. */
    public void take(Settlement settlement) {
        Execution execution = settlement.execution();
        settlements.add(settlement);
        var _ = book.apply(execution);
        execution.reason().ifPresent(reason -> rejected.merge(reason.name(), 1L, Long::sum));
        if (execution.status() == Status.FILLED
                && execution.request() instanceof OrderRequest order) {
            Trip trip = trips.computeIfAbsent(order.pair(), Trip::new);
            trip.take(execution, order, heldOfOthers(order.pair()));
            if (trip.isOver()) {
                closed.add(trip.roundTrip(execution.time()));
                trips.remove(order.pair());
            }
        }
    }

    /** What is held of a pair's base asset by others: one asset may be traded at several venues. */
    private BigDecimal heldOfOthers(Pair pair) {
        return trips.values().stream()
                .filter(it -> !it.pair.equals(pair) && it.pair.base().equals(pair.base()))
                .map(it -> it.held)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public AccountBook book() {
        return book;
    }

    public Position position(Pair pair) {
        return book.position(pair);
    }

    public List<Settlement> settlements() {
        return settlements;
    }

    /** What was bought and sold again. */
    public List<RoundTrip> closed() {
        return closed;
    }

    /** Requests that the clearing house turned down, by reason. */
    public SortedMap<String, Long> rejected() {
        return rejected;
    }

    /**
     * What is still held.
     *
     * @param worth of a quantity of a pair, if its price is known
     */
    public List<AccountRun.OpenTrip> open(
            BiFunction<Pair, BigDecimal, Optional<BigDecimal>> worth) {
        return trips.values().stream()
                .map(trip -> trip.open(worth.apply(trip.pair, trip.held).orElse(BigDecimal.ZERO)))
                .toList();
    }

    /** A position since it was opened. */
    private static final class Trip {
        private final Pair pair;
        private Instant opened = Instant.MIN;
        private int buys;
        private BigDecimal bought = BigDecimal.ZERO;
        private BigDecimal held = BigDecimal.ZERO;
        private BigDecimal cost = BigDecimal.ZERO;
        private BigDecimal proceeds = BigDecimal.ZERO;

        Trip(Pair pair) {
            this.pair = pair;
        }

        void take(Execution execution, OrderRequest order, BigDecimal ofOthers) {
            var fill = execution.fill().orElseThrow();
            held = execution.position().orElseThrow().subtract(ofOthers);
            if (order.validSide().orElseThrow() == Side.BUY) {
                opened = buys == 0 ? execution.time() : opened;
                buys++;
                bought = bought.add(order.quantity());
                cost = cost.add(fill.notional()).add(fill.fee());
            } else {
                proceeds = proceeds.add(fill.notional()).subtract(fill.fee());
            }
        }

        boolean isOver() {
            return held.signum() == 0;
        }

        RoundTrip roundTrip(Instant end) {
            return new RoundTrip(pair, opened, end, buys, bought, cost, proceeds);
        }

        AccountRun.OpenTrip open(BigDecimal worth) {
            return new AccountRun.OpenTrip(pair, opened, held, cost.subtract(proceeds), worth);
        }
    }
}
