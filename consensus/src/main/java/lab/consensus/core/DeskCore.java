package lab.consensus.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.domain.Account;
import lab.domain.Tick;
import lab.domain.Trade;
import lab.domain.book.BookEntry;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Request;
import lab.domain.clearing.VenueTerms;
import lab.domain.progress.Heartbeat;

/**
 * What the desk decides, as a function of what it is given and of nothing else.
 *
 * <p>Whoever drives it gives it the market's log until {@link #hasPassed}, gives it every execution
 * of its accounts up to then, and asks it to {@link #decide}; and so on. Executions may be given
 * early: what a decision must not know yet waits for a later one. So the same log brings the same
 * requests, whoever drives it and however fast.
 *
 * <p>Not safe for use by several threads.
 */
public final class DeskCore {
    private final Market market;
    private final Map<Account, Trader> traders = new LinkedHashMap<>();

    /** What was written down of accounts whose strategy is not here now. */
    private final Map<Account, Trader.State> resting = new LinkedHashMap<>();

    private final Consumer<TradeRow> rows;
    private final Consumer<Decided> decisions;
    private Map<Account, Instant> begins = Map.of();

    /** What a desk knows between two decisions. */
    public record State(Market.State market, List<Trader.State> traders) {
        public State {
            traders = List.copyOf(traders);
        }
    }

    /**
     * @param rows gets each line of what happened: executions, and what the risk rules refused
     * @throws IllegalArgumentException if two strategies have one name
     */
    public DeskCore(DeskRules rules, List<Strategy> strategies, Consumer<TradeRow> rows) {
        this(rules, strategies, rows, _ -> {});
    }

    /**
     * As {@link #DeskCore(DeskRules, List, Consumer)}.
     *
     * @param decisions gets each decision of each strategy, with what it was made by
     */
    public DeskCore(
            DeskRules rules,
            List<Strategy> strategies,
            Consumer<TradeRow> rows,
            Consumer<Decided> decisions) {
        this.market = new Market(rules.times(), rules.priceAgeMax());
        if (strategies.stream().anyMatch(Strategy::readsBook)) {
            market.readBooks(rules.currency());
        }
        this.rows = rows;
        this.decisions = decisions;
        for (Strategy strategy : strategies) {
            var trader = new Trader(strategy, rules);
            if (traders.put(trader.account(), trader) != null) {
                throw new IllegalArgumentException(
                        "strategies: names must differ, was twice " + strategy.name());
            }
        }
    }

    /**
     * Of a past that was lived: nobody decides before his account began then. An account that is
     * not named begins with the market.
     */
    public void beginAt(Map<Account, Instant> times) {
        begins = Map.copyOf(times);
        if (begins.keySet().containsAll(traders.keySet())) {
            traders.keySet().stream()
                    .flatMap(account -> Optional.ofNullable(begins.get(account)).stream())
                    .min(Instant::compareTo)
                    .ifPresent(first -> market.decideOnlyAfter(first.minus(DecisionTimes.PERIOD)));
        }
    }

    /** Those that it trades on, one for each strategy. */
    public Set<Account> accounts() {
        return Collections.unmodifiableSet(traders.keySet());
    }

    /** What is known of the market. */
    public Market market() {
        return market;
    }

    /**
     * Takes the next message of the market's log.
     *
     * @param taken when the bus took it, by its own stamp
     */
    public void take(Tick tick, Instant taken) {
        market.take(tick, taken);
    }

    /** As {@link #take(Tick, Instant)}. */
    public void take(Trade trade, Instant taken) {
        market.take(trade, taken);
    }

    /** As {@link #take(Tick, Instant)}. */
    public void take(Heartbeat heartbeat, Instant taken) {
        market.take(heartbeat, taken);
    }

    /** As {@link #take(Tick, Instant)}; only where a strategy reads order books. */
    public void take(BookEntry entry) {
        market.take(entry);
    }

    /** Takes the next execution of its account's log; those of other accounts are passed over. */
    public void take(Execution execution) {
        Trader trader = traders.get(execution.request().account());
        if (trader != null) {
            trader.take(execution, rows);
        }
    }

    /** The time that is decided for next, once the market has begun. */
    public Optional<Instant> pending() {
        return market.pending();
    }

    /** Whether the market's log shows all that was knowable at that time. */
    public boolean hasPassed() {
        return market.hasPassed();
    }

    /**
     * Decides for the pending time, and goes on to the next. Everything up to it must have been
     * given.
     *
     * @param terms those in force for an order of that time
     * @param isKilled whether the kill switch is engaged
     * @param signals what the services say at that time
     */
    public List<Request> decide(VenueTerms terms, boolean isKilled, Signals signals) {
        Instant time = market.pending().orElseThrow();
        market.finish();
        List<Request> requests = new ArrayList<>();
        for (Trader trader : traders.values()) {
            trader.advanceTo(time);
            if (!time.isBefore(begins.getOrDefault(trader.account(), Instant.MIN))) {
                requests.addAll(
                        trader.decide(time, terms, isKilled, market, signals, rows, decisions));
            }
        }
        market.advance();
        return requests;
    }

    /** How each account stands by all that was given. */
    public List<AccountView> accountViews() {
        return traders.values().stream().map(it -> it.shown(market)).toList();
    }

    /** With the accounts that rest, as they were written down. */
    public State state() {
        List<Trader.State> all = new ArrayList<>();
        traders.values().forEach(trader -> all.add(trader.state()));
        all.addAll(resting.values());
        return new State(market.state(), all);
    }

    /**
     * Becomes what was written down. An account whose strategy is not here rests: what is known of
     * it, and how its risk stands, is there for the day when its strategy is back.
     */
    public void restore(State state) {
        market.restore(state.market());
        for (Trader.State trader : state.traders()) {
            Trader known = traders.get(trader.account());
            if (known == null) {
                resting.put(trader.account(), trader);
            } else {
                known.restore(trader);
            }
        }
    }
}
