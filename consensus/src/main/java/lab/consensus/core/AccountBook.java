package lab.consensus.core;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.Asset;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Fill;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Status;

/**
 * What one account has and what it has earned, by its executions and nothing else.
 *
 * <p>Cash and quantities are the clearing house's words; what is worked out here is what positions
 * have cost, and how an asset that is traded at several venues is parted among their pairs.
 */
public final class AccountBook {
    private final Asset currency;
    private final SortedMap<Pair, Position> positions = new TreeMap<>();
    private BigDecimal cash = BigDecimal.ZERO;
    private BigDecimal funded = BigDecimal.ZERO;
    private BigDecimal fees = BigDecimal.ZERO;
    private long nextNumber;
    private int lossStreak;
    private Optional<Instant> newestLoss = Optional.empty();

    public AccountBook(Asset currency) {
        this.currency = currency;
    }

    /** Applies the next execution of the account's log; says what it earned, if it was a sale. */
    public Optional<BigDecimal> apply(Execution execution) {
        nextNumber = execution.number() + 1;
        return switch (execution.request()) {
            case FundRequest fund -> {
                if (fund.asset().equals(currency)) {
                    cash = execution.cash();
                    if (execution.status() == Status.FUNDED) {
                        funded = funded.add(fund.amount());
                    }
                }
                yield Optional.empty();
            }
            case OrderRequest order -> apply(execution, order);
        };
    }

    private Optional<BigDecimal> apply(Execution execution, OrderRequest order) {
        if (!order.quote().equals(currency)) {
            return Optional.empty();
        }
        cash = execution.cash();
        BigDecimal quantity =
                execution.position().orElse(BigDecimal.ZERO).subtract(heldOfOthers(order.pair()));
        Position before = position(order.pair());
        if (execution.fill().isEmpty()) {
            return Optional.empty();
        }
        Fill fill = execution.fill().get();
        fees = fees.add(fill.fee());
        Side side = order.validSide().orElseThrow();
        if (side == Side.BUY) {
            positions.put(order.pair(), before.bought(fill, quantity, execution.time()));
            return Optional.empty();
        }
        Position after = before.sold(fill, order.quantity(), quantity);
        positions.put(order.pair(), after);
        BigDecimal earned = after.realized().subtract(before.realized());
        if (earned.signum() < 0) {
            lossStreak++;
            newestLoss = Optional.of(execution.time());
        } else {
            lossStreak = 0;
        }
        return Optional.of(earned);
    }

    /** What is held of a pair's base asset by others: one asset may be traded at several venues. */
    private BigDecimal heldOfOthers(Pair pair) {
        return positions.entrySet().stream()
                .filter(it -> !it.getKey().equals(pair) && it.getKey().base().equals(pair.base()))
                .map(it -> it.getValue().quantity())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The number of the execution that comes next; those before it are known. */
    long nextNumber() {
        return nextNumber;
    }

    public boolean isFunded() {
        return funded.signum() > 0;
    }

    public BigDecimal cash() {
        return cash;
    }

    BigDecimal funded() {
        return funded;
    }

    public BigDecimal fees() {
        return fees;
    }

    int lossStreak() {
        return lossStreak;
    }

    Optional<Instant> newestLoss() {
        return newestLoss;
    }

    public Position position(Pair pair) {
        return positions.getOrDefault(pair, Position.NONE);
    }

    /** Of every pair that was ever traded. */
    public SortedMap<Pair, Position> positions() {
        return Collections.unmodifiableSortedMap(positions);
    }

    BigDecimal realized() {
        return positions.values().stream()
                .map(Position::realized)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * All that it knows, to be written down.
     *
     * @param positions of every pair that was ever traded
     */
    public record State(
            BigDecimal cash,
            BigDecimal funded,
            BigDecimal fees,
            long nextNumber,
            int lossStreak,
            Optional<Instant> newestLoss,
            Map<Pair, Position> positions) {
        public State {
            positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
        }
    }

    State state() {
        return new State(cash, funded, fees, nextNumber, lossStreak, newestLoss, positions);
    }

    static AccountBook of(Asset currency, State state) {
        var book = new AccountBook(currency);
        book.positions.putAll(state.positions());
        book.cash = state.cash();
        book.funded = state.funded();
        book.fees = state.fees();
        book.nextNumber = state.nextNumber();
        book.lossStreak = state.lossStreak();
        book.newestLoss = state.newestLoss();
        return book;
    }
}
