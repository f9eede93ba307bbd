package lab.consensus.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Holding;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.SeenBook;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Account;
import lab.domain.EventTime;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.clearing.Execution;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Quote;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Request;
import lab.domain.clearing.VenueTerms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One strategy on its own account: asks it, asks the risk rules, makes requests.
 *
 * <p>It has two books. By the one it decides: it holds the executions up to the decision time. The
 * other holds all that were read, for whoever wants to see.
 */
public final class Trader {
    private static final SeenBook READS_NO_BOOK = SeenBook.unknown("it reads no order book");

    private static final Logger log = LoggerFactory.getLogger(Trader.class);
    private static final int PLACES = 8;

    private final Strategy strategy;
    private final Account account;
    private final DeskRules rules;
    private final AccountRisk risk;
    private final Deque<Execution> ahead = new ArrayDeque<>();
    private AccountBook book;
    private AccountBook newest;
    private Set<String> commentators = Set.of();
    private Optional<Halt> halt = Optional.empty();

    /**
     * It has failed, and is not asked any more: neither is it known what it wants, nor whether it
     * would fail again. Another version of it is asked.
     */
    public record Halt(Instant time, String version, String reason) {}

    Trader(Strategy strategy, DeskRules rules) {
        this.strategy = strategy;
        this.account = Account.trader(strategy.name());
        this.rules = rules;
        this.risk = new AccountRisk(rules.limits());
        this.book = new AccountBook(rules.currency());
        this.newest = new AccountBook(rules.currency());
    }

    Account account() {
        return account;
    }

    /** Takes the next execution of the account's log; one that is known is passed over. */
    void take(Execution execution, Consumer<TradeRow> journal) {
        if (execution.number() < newest.nextNumber()) {
            return;
        }
        Optional<BigDecimal> earned = newest.apply(execution);
        ahead.add(execution);
        journal.accept(TradeRow.of(execution, earned));
    }

    /** Takes the executions that can be known at a time into the book by which it decides. */
    void advanceTo(Instant time) {
        while (!ahead.isEmpty() && isKnowable(ahead.getFirst(), time)) {
            var _ = book.apply(ahead.removeFirst());
        }
    }

    /**
     * A fund and a refusal have the time of their request: when a decision is made again after a
     * crash, what came of it must not be in its own view.
     */
    private static boolean isKnowable(Execution execution, Instant decision) {
        return !execution.time().isAfter(decision) && execution.request().time().isBefore(decision);
    }

    /**
     * What it asks for at a decision time, by a market whose view of that time is whole.
     *
     * @param terms those in force for an order of that time
     * @param decisions gets each decision with what it was made by
     */
    List<Request> decide(
            Instant time,
            VenueTerms terms,
            boolean isKilled,
            Market market,
            Signals signals,
            Consumer<TradeRow> journal,
            Consumer<Decided> decisions) {
        AccountRisk.Standing standing = standing(book, market);
        if (risk.begin(time, isKilled, halt.map(Halt::reason), standing, book)) {
            tellState(time, journal);
        }
        if (isKilled || halt.isPresent()) {
            return List.of();
        }
        if (!book.isFunded()) {
            return List.of(
                    new FundRequest(
                            OrderIds.FUND,
                            account,
                            time,
                            rules.currency(),
                            rules.startingBalance()));
        }
        commentators = commentators(market, signals);
        List<Request> requests = new ArrayList<>();
        for (Pair pair : market.pairs()) {
            if (pair.quote().equals(rules.currency().code())) {
                View view = view(time, pair, terms, market, signals);
                Optional<Decision> wanted = ask(view);
                Decided.Outcome outcome =
                        wanted.isPresent()
                                ? outcome(view, wanted.get(), standing, market, journal)
                                : new Decided.Outcome.Failed(
                                        halt.map(Halt::reason).orElse("no reason was given"));
                decisions.accept(
                        new Decided(
                                account,
                                strategy,
                                view,
                                wanted,
                                outcome,
                                standing,
                                risk.state(),
                                risk.cause()));
                if (halt.isPresent()) {
                    tellState(time, journal);
                    break;
                }
                if (outcome instanceof Decided.Outcome.Ordered(var order)) {
                    requests.add(order);
                    standing = standing.after(risked(order.pair(), Side.valueOf(order.side())));
                }
            }
        }
        return requests;
    }

    private void tellState(Instant time, Consumer<TradeRow> journal) {
        risk.cause()
                .ifPresent(cause -> journal.accept(TradeRow.halted(account.name(), cause, time)));
    }

    private Set<String> commentators(Market market, Signals signals) {
        return strategy.reads().contains(Strategy.Reads.COMMENTARY)
                ? market.pairs().stream()
                        .flatMap(pair -> signals.commentator(pair).stream())
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    /** What it does not say that it reads it does not see, whoever else asked for it. */
    private View view(Instant time, Pair pair, VenueTerms terms, Market market, Signals signals) {
        Position position = book.position(pair);
        return new View(
                time,
                pair,
                market.candles(pair),
                market.flows(pair),
                market.knownQuote(pair),
                strategy.reads().contains(Strategy.Reads.BOOK)
                        ? market.orderBook(pair)
                        : READS_NO_BOOK,
                strategy.reads().contains(Strategy.Reads.PATTERNS)
                        ? signals.patterns(pair)
                        : new Knowable.Unknown<>("it reads no patterns"),
                strategy.reads().contains(Strategy.Reads.COMMENTARY)
                        ? signals.sentiment(pair)
                        : new Knowable.Unknown<>("it reads no commentary"),
                terms.of(pair),
                new Holding(
                        book.cash(),
                        position.quantity(),
                        position.averageCost(),
                        position.opened()));
    }

    /** A strategy that fails halts its account, and takes nobody with it. */
    private Optional<Decision> ask(View view) {
        try {
            return Optional.of(strategy.decide(view));
        } catch (RuntimeException | Error e) {
            String reason =
                    "the strategy failed at %s on %s: %s"
                            .formatted(
                                    EventTime.format(view.time()),
                                    view.pair(),
                                    Failures.told(strategy, e));
            halt = Optional.of(new Halt(view.time(), strategy.version(), reason));
            risk.fail(reason);
            log.error(
                    "strategy failed strategy={} pair={} time={}",
                    strategy.name(),
                    view.pair(),
                    view.time(),
                    e);
            return Optional.empty();
        }
    }

    /** Nothing is bought or sold at a price that is not known, whatever a strategy says. */
    private Decided.Outcome outcome(
            View view,
            Decision decision,
            AccountRisk.Standing standing,
            Market market,
            Consumer<TradeRow> journal) {
        if (decision instanceof Decision.Hold) {
            return new Decided.Outcome.Held();
        }
        return switch (view.quote()) {
            case Knowable.Unknown<Quote>(var reason) -> new Decided.Outcome.NotPossible(reason);
            case Knowable.Known<Quote>(var quote, _) -> {
                Side side = decision instanceof Decision.Buy ? Side.BUY : Side.SELL;
                BigDecimal quantity = side == Side.BUY ? bought(quote) : view.holding().quantity();
                yield quantity.signum() > 0
                        ? order(view, side, quantity, quote, standing, market, journal)
                        : new Decided.Outcome.NotPossible(
                                side == Side.BUY
                                        ? "the size of a trade buys nothing at this price"
                                        : "nothing is held");
            }
        };
    }

    private BigDecimal bought(Quote quote) {
        return rules.tradeSize().divide(quote.ask().toBigDecimal(), PLACES, RoundingMode.FLOOR);
    }

    private AccountRisk.Wish risked(Pair pair, Side side) {
        return new AccountRisk.Wish(
                pair, side, side == Side.BUY ? rules.tradeSize() : BigDecimal.ZERO);
    }

    private Decided.Outcome order(
            View view,
            Side side,
            BigDecimal quantity,
            Quote quote,
            AccountRisk.Standing standing,
            Market market,
            Consumer<TradeRow> journal) {
        AccountRisk.Wish wish = risked(view.pair(), side);
        BigDecimal worth = worth(book, view.pair(), market);
        OrderId id = OrderIds.of(account, strategy.name(), view.pair(), view.time());
        Optional<Refusal> refusal = risk.refuse(wish, standing, worth);
        if (refusal.isPresent()) {
            if (risk.isNews(wish, refusal.get())) {
                journal.accept(
                        TradeRow.refused(
                                account.name(), id, wish, quote, refusal.get(), view.time()));
            }
            return new Decided.Outcome.Refused(refusal.get());
        }
        risk.granted(wish);
        var price = side == Side.BUY ? quote.ask() : quote.bid();
        var remarks =
                new Remarks(
                        Optional.of(price.toString()),
                        view.patterns()
                                .known()
                                .flatMap(it -> it.percentile().known())
                                .map(BigDecimal::toPlainString),
                        Optional.of(
                                view.sentiment().known().map(it -> it.word()).orElse("Unknown")),
                        Optional.of(strategy.name()));
        return new Decided.Outcome.Ordered(
                new OrderRequest(
                        id, account, view.time(), view.pair(), side.name(), quantity, remarks));
    }

    private AccountRisk.Standing standing(AccountBook of, Market market) {
        BigDecimal exposure = BigDecimal.ZERO;
        for (Pair pair : of.positions().keySet()) {
            exposure = exposure.add(worth(of, pair, market));
        }
        return new AccountRisk.Standing(of.cash(), of.cash().add(exposure), exposure);
    }

    /** At the newest bid, however old; at cost where there never was one. */
    private static BigDecimal worth(AccountBook of, Pair pair, Market market) {
        Position position = of.position(pair);
        return market.quote(pair)
                .map(quote -> quote.bid().toBigDecimal().multiply(position.quantity()))
                .orElse(position.cost());
    }

    /** How it stands by all that was read. */
    AccountView shown(Market market) {
        List<AccountView.PositionView> positions = new ArrayList<>();
        for (Map.Entry<Pair, Position> entry : newest.positions().entrySet()) {
            positions.add(
                    AccountView.PositionView.of(
                            entry.getKey(), entry.getValue(), market.quote(entry.getKey())));
        }
        AccountRisk.Standing standing = standing(newest, market);
        return new AccountView(
                account.name(),
                strategy.name(),
                newest.funded(),
                newest.cash(),
                standing.equity(),
                newest.realized(),
                newest.fees(),
                risk.state(),
                risk.cause().map(Refusal::reason),
                commentators,
                risk.drawdown(standing.equity()),
                positions);
    }

    /**
     * All that it knows, to be written down.
     *
     * @param ahead executions that cannot be known yet, in their order
     */
    public record State(
            Account account,
            AccountBook.State book,
            AccountRisk.State risk,
            Optional<Halt> halt,
            List<Execution> ahead) {
        public State {
            ahead = List.copyOf(ahead);
        }

        /** Whether it was ever given money. */
        public boolean isFunded() {
            return book.funded().signum() > 0 || !ahead.isEmpty();
        }

        /** How many executions of the account are in it. */
        public long executions() {
            return ahead.isEmpty() ? book.nextNumber() : ahead.getLast().number() + 1;
        }
    }

    State state() {
        return new State(account, book.state(), risk.written(), halt, List.copyOf(ahead));
    }

    /** Becomes what was written down. */
    void restore(State state) {
        book = AccountBook.of(rules.currency(), state.book());
        newest = AccountBook.of(rules.currency(), state.book());
        risk.restore(state.risk());
        halt = state.halt().filter(it -> it.version().equals(strategy.version()));
        ahead.clear();
        for (Execution execution : state.ahead()) {
            ahead.add(execution);
            var _ = newest.apply(execution);
        }
    }
}
