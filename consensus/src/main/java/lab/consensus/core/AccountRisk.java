package lab.consensus.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.domain.EventTime;
import lab.domain.Pair;
import lab.domain.Side;

/**
 * What one account may do, asked before each of its orders.
 *
 * <p>Its state is found anew at each decision time, from what the executions say and the market
 * shows: HALTED once its strategy has failed, and while the kill switch is engaged; REDUCING for
 * the rest of the day (UTC) once equity has fallen by the daily drawdown, and for a while after too
 * many losses in a row; else ACTIVE. Equity is marked at the newest bids, however old: what is held
 * when a feed falls silent is not worth what it cost.
 *
 * <p>A refusal is news once: {@link #isNews} says no until the same wish is refused for another
 * reason, or was granted in between.
 */
public final class AccountRisk {
    private static final int PERCENT_PLACES = 4;

    /** A fill costs slippage and a fee, and the price moves on the way. */
    private static final BigDecimal WITH_COSTS = new BigDecimal("1.01");

    private final RiskLimits limits;
    private final Map<String, String> refused = new TreeMap<>();
    private Optional<LocalDate> day = Optional.empty();
    private BigDecimal firstEquity = BigDecimal.ZERO;
    private boolean isDrawnDown;
    private RiskState state = RiskState.ACTIVE;
    private Optional<Refusal> cause = Optional.empty();
    private int ordersNow;

    public AccountRisk(RiskLimits limits) {
        this.limits = limits;
    }

    /**
     * What an account wants.
     *
     * @param worth what a buy is about to cost; nothing for a sell
     */
    public record Wish(Pair pair, Side side, BigDecimal worth) {}

    /** How an account stands, all of it in the currency of its cash. */
    public record Standing(BigDecimal cash, BigDecimal equity, BigDecimal exposure) {
        /** As it will be about, once a wish is filled: what is spent twice is not there. */
        public Standing after(Wish wish) {
            return new Standing(cash.subtract(wish.worth()), equity, exposure.add(wish.worth()));
        }
    }

    /** Finds the state of a decision time; says whether it is another one than before. */
    public boolean begin(Instant time, boolean isKilled, Standing standing, AccountBook book) {
        return begin(time, isKilled, Optional.empty(), standing, book);
    }

    /**
     * As {@link #begin(Instant, boolean, Standing, AccountBook)}.
     *
     * @param failure why its strategy is not asked any more
     */
    boolean begin(
            Instant time,
            boolean isKilled,
            Optional<String> failure,
            Standing standing,
            AccountBook book) {
        RiskState before = state;
        Optional<String> ruleBefore = cause.map(Refusal::rule);
        ordersNow = 0;
        watchDrawdown(time, standing);
        Optional<Instant> coolUntil =
                book.lossStreak() >= limits.lossStreakMax()
                        ? book.newestLoss().map(it -> it.plus(limits.coolDown()))
                        : Optional.empty();
        if (failure.isPresent()) {
            fail(failure.get());
        } else if (isKilled) {
            become(RiskState.HALTED, "kill_switch", "the kill switch is engaged");
        } else if (isDrawnDown) {
            become(
                    RiskState.REDUCING,
                    "drawdown",
                    "equity has fallen by %s %% of the day's first"
                            .formatted(limits.drawdownMax().movePointRight(2).toPlainString()));
        } else if (coolUntil.filter(time::isBefore).isPresent()) {
            become(
                    RiskState.REDUCING,
                    "cool_down",
                    "%d losses in a row, until %s"
                            .formatted(book.lossStreak(), EventTime.format(coolUntil.get())));
        } else {
            state = RiskState.ACTIVE;
            cause = Optional.empty();
        }
        return state != before || !cause.map(Refusal::rule).equals(ruleBefore);
    }

    /** Its strategy has failed: whatever it would want, nobody knows. */
    void fail(String reason) {
        become(RiskState.HALTED, "failed", reason);
    }

    private void become(RiskState now, String rule, String reason) {
        state = now;
        cause = Optional.of(new Refusal(rule, reason));
    }

    private void watchDrawdown(Instant time, Standing standing) {
        LocalDate today = LocalDate.ofInstant(time, ZoneOffset.UTC);
        if (day.isEmpty() || !day.get().equals(today)) {
            day = Optional.of(today);
            firstEquity = standing.equity();
            isDrawnDown = false;
        }
        BigDecimal floor = firstEquity.multiply(BigDecimal.ONE.subtract(limits.drawdownMax()));
        isDrawnDown |= firstEquity.signum() > 0 && standing.equity().compareTo(floor) <= 0;
    }

    /** Whether a wish may become an order; if so it is counted as one. */
    public Optional<Refusal> refuse(Wish wish, Standing standing, BigDecimal positionWorth) {
        Optional<Refusal> refusal = find(wish, standing, positionWorth);
        if (refusal.isEmpty()) {
            ordersNow++;
        }
        return refusal;
    }

    private Optional<Refusal> find(Wish wish, Standing standing, BigDecimal positionWorth) {
        if (state == RiskState.HALTED || (state == RiskState.REDUCING && wish.side() == Side.BUY)) {
            return cause;
        }
        if (ordersNow >= limits.ordersPerMinuteMax()) {
            return refusal("order_rate", "at most %d a minute", limits.ordersPerMinuteMax());
        }
        if (wish.side() == Side.SELL) {
            return Optional.empty();
        }
        BigDecimal needed = wish.worth().multiply(WITH_COSTS);
        if (standing.cash().compareTo(needed) < 0) {
            return refusal("cash", "needs %s, has %s", needed, standing.cash());
        }
        if (positionWorth.add(wish.worth()).compareTo(limits.positionMax()) > 0) {
            return refusal("position", "a position is worth at most %s", limits.positionMax());
        }
        if (standing.exposure().add(wish.worth()).compareTo(limits.exposureMax()) > 0) {
            return refusal("exposure", "all are worth at most %s", limits.exposureMax());
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(String rule, String reason, Object... arguments) {
        return Optional.of(new Refusal(rule, reason.formatted(arguments)));
    }

    /** Whether a refusal is another one than the last of this wish; remembers it. */
    public boolean isNews(Wish wish, Refusal refusal) {
        return !refusal.rule().equals(refused.put(key(wish), refusal.rule()));
    }

    public void granted(Wish wish) {
        refused.remove(key(wish));
    }

    private static String key(Wish wish) {
        return wish.side() + " " + wish.pair();
    }

    RiskState state() {
        return state;
    }

    Optional<Refusal> cause() {
        return cause;
    }

    /** How much of the day's first equity is lost, as a part of it; negative for a gain. */
    BigDecimal drawdown(BigDecimal equity) {
        return firstEquity.signum() == 0
                ? BigDecimal.ZERO
                : firstEquity
                        .subtract(equity)
                        .divide(firstEquity, PERCENT_PLACES + 2, RoundingMode.HALF_EVEN);
    }

    /**
     * All that it knows, to be written down.
     *
     * @param refused the rule by which each wish was last refused
     */
    public record State(
            Optional<LocalDate> day,
            BigDecimal firstEquity,
            boolean isDrawnDown,
            RiskState state,
            Optional<Refusal> cause,
            Map<String, String> refused) {
        public State {
            refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
        }
    }

    State written() {
        return new State(day, firstEquity, isDrawnDown, state, cause, refused);
    }

    /** Becomes what was written down. */
    void restore(State written) {
        day = written.day();
        firstEquity = written.firstEquity();
        isDrawnDown = written.isDrawnDown();
        state = written.state();
        cause = written.cause();
        refused.clear();
        refused.putAll(written.refused());
    }
}
