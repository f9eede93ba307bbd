package lab.backtest.candles;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.backtest.account.AccountRun;
import lab.backtest.account.Affordable;
import lab.backtest.signals.Ablated;
import lab.backtest.signals.SignalsOfThen;
import lab.backtest.signals.SignalsOfThen.Said;
import lab.backtest.signals.SignalsOfThen.Search;
import lab.consensus.core.Failures;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Holding;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Account;
import lab.domain.Amounts;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.clearing.Quote;

/**
 * Goes through a history minute by minute, with accounts that know nothing of one another.
 *
 * <p>At the end of each minute a strategy is asked, with all candles up to it; what it orders
 * trades at the next minute's open, which it could not know, and has its quote refused if that
 * minute has no candle. Bid and ask lie half the stated spread beside the price. Fills, fees and
 * balances are the domain's clearing house's, limits the desk's.
 *
 * <p>Within a candle nobody knows what came first. So what is held is worth its lowest price when
 * the depth of a drawdown is asked for, and its highest, before it, when the height from which it
 * fell is.
 */
public final class CandleBacktest {
    /** What a view shows at most, as the live desk's does. */
    public static final int CANDLES_MAX = 240;

    /** Of how many minutes signals are searched at once, by all cores. */
    private static final int MINUTES_AT_ONCE = 256;

    private static final Account BENCHMARK = new Account("all-in-buy-and-hold");

    private final CandleHistory history;
    private final CandleRules rules;
    private final List<Pair> pairs;

    public CandleBacktest(CandleHistory history, CandleRules rules) {
        this.history = history;
        this.rules = rules;
        this.pairs =
                history.pairs().stream()
                        .filter(pair -> pair.quote().equals(rules.currency().code()))
                        .toList();
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException(
                    "pairs: one must be priced in %s, were %s"
                            .formatted(rules.currency(), history.pairs()));
        }
    }

    /** What a strategy would have done, with nobody to ask. */
    public AccountRun run(Strategy strategy) {
        return run(strategy, Instant.MIN);
    }

    /**
     * What it would have done from a time on; what lies before it, it only sees.
     *
     * @param from nothing is decided before
     */
    public AccountRun run(Strategy strategy, Instant from) {
        return walk(List.of(strategy), SignalsOfThen.NOBODY, from).getFirst();
    }

    /**
     * What each of them would have done. Those that read no service share the cores; the others go
     * through the history together, and the searches for them share the cores.
     */
    public List<AccountRun> run(List<Strategy> strategies, SignalsOfThen said) {
        List<Strategy> asking = strategies.stream().filter(Strategy::asks).toList();
        Deque<AccountRun> asked =
                new ArrayDeque<>(asking.isEmpty() ? List.of() : walk(asking, said, Instant.MIN));
        List<Strategy> others = strategies.stream().filter(it -> !Strategy.asks(it)).toList();
        Deque<AccountRun> unasked =
                new ArrayDeque<>(others.parallelStream().map(this::run).toList());
        return strategies.stream()
                .map(it -> (Strategy.asks(it) ? asked : unasked).removeFirst())
                .toList();
    }

    /** Goes through the history once, with all of them. */
    private List<AccountRun> walk(List<Strategy> strategies, SignalsOfThen said, Instant from) {
        List<Trader> traders =
                strategies.stream()
                        .map(it ->
                                new Trader(
                                        it,
                                        it.reads(),
                                        new CandleAccount(
                                                Account.trader(it.name()), rules, history.start())))
                        .toList();
        boolean isAsked = said.isAnybody();
        var signals = new Ahead(said);
        var minute = new Minute(history, pairs);
        while (minute.next()) {
            Said now = isAsked ? signals.next() : Said.NOTHING;
            for (Trader trader : traders) {
                CandleAccount account = trader.account();
                minute.candles().forEach(account::open);
                account.close(minute.end(), minute.candles());
                if (!account.isHalted() && !minute.end().isBefore(from)) {
                    account.beginDecisions(minute.end());
                    pairs.forEach(pair -> decide(trader, pair, minute, now));
                }
            }
        }
        return traders.stream().map(it -> it.account().run()).toList();
    }

    private record Trader(Strategy strategy, Set<Strategy.Reads> reads, CandleAccount account) {}

    /** What was said at each minute, searched for many minutes at once. */
    private final class Ahead {
        private final SignalsOfThen said;
        private final Minute minute = new Minute(history, pairs);
        private final Deque<Said> found = new ArrayDeque<>();

        Ahead(SignalsOfThen said) {
            this.said = said;
        }

        Said next() {
            if (found.isEmpty()) {
                List<Search> searches = new ArrayList<>();
                while (searches.size() < MINUTES_AT_ONCE && minute.next()) {
                    SortedMap<Pair, List<Candle>> seen = new TreeMap<>();
                    pairs.forEach(pair -> seen.put(pair, minute.upToNow(pair, CANDLES_MAX)));
                    searches.add(said.ask(minute.end(), seen));
                }
                found.addAll(searches.parallelStream().map(Search::find).toList());
            }
            return found.removeFirst();
        }
    }

    /**
     * What all the money would have come to, spread equally over the pairs, each bought at the open
     * of its first candle and never sold.
     */
    public AccountRun buyAndHold() {
        var account = new CandleAccount(BENCHMARK, rules, history.start());
        BigDecimal share =
                rules.startingBalance()
                        .divide(
                                BigDecimal.valueOf(pairs.size()),
                                Amounts.PLACES,
                                RoundingMode.FLOOR);
        var minute = new Minute(history, pairs);
        while (minute.next()) {
            for (Candle candle : minute.candles()) {
                if (minute.isFirst(candle)) {
                    BigDecimal quantity =
                            Affordable.of(
                                    share,
                                    rules.quoteAt(candle.open(), 0, candle.start()),
                                    rules.terms().at(candle.start()).of(candle.pair()));
                    if (quantity.signum() > 0) {
                        account.request(
                                minute.start(),
                                candle.pair(),
                                Side.BUY,
                                quantity,
                                Optional.empty());
                    }
                }
            }
            minute.candles().forEach(account::open);
            account.close(minute.end(), minute.candles());
        }
        return account.run();
    }

    private void decide(Trader trader, Pair pair, Minute minute, Said said) {
        CandleAccount account = trader.account();
        if (account.isHalted() || !minute.hasBegun(pair)) {
            return;
        }
        View view = view(trader, pair, minute, said);
        account.decided();
        try {
            act(trader.strategy().decide(view), account, view);
        } catch (RuntimeException | Error e) {
            account.halt(view.time(), pair, Failures.told(trader.strategy(), e));
        }
    }

    private View view(Trader trader, Pair pair, Minute minute, Said said) {
        CandleAccount account = trader.account();
        Instant time = minute.end();
        Optional<Candle> now = minute.candle(pair);
        Knowable<Quote> quote =
                now.isPresent()
                        ? new Knowable.Known<>(
                                rules.quoteAt(now.get().close(), minute.number(), time), time)
                        : new Knowable.Unknown<>("no candle of the last minute");
        var position = account.position(pair);
        View view =
                Ablated.seenBy(
                        trader.strategy(),
                        new View(
                                time,
                                pair,
                                minute.upToNow(pair, CANDLES_MAX),
                                quote,
                                trader.reads().contains(Strategy.Reads.PATTERNS)
                                        ? said.open().patterns(pair)
                                        : Signals.NONE.patterns(pair),
                                trader.reads().contains(Strategy.Reads.COMMENTARY)
                                        ? said.open().sentiment(pair)
                                        : Signals.NONE.sentiment(pair),
                                rules.terms().at(time).of(pair),
                                new Holding(
                                        account.cash(),
                                        position.quantity(),
                                        position.averageCost(),
                                        position.opened())),
                        said);
        if (view.quote() instanceof Knowable.Unknown<?>) {
            account.unknown("price");
        }
        for (Strategy.Reads what : trader.reads()) {
            Knowable<?> word =
                    switch (what) {
                        case PATTERNS -> view.patterns();
                        case COMMENTARY -> view.sentiment();
                        case BOOK -> view.book().top();
                    };
            if (word instanceof Knowable.Unknown<?>) {
                account.unknown(
                        what == Strategy.Reads.BOOK
                                ? "order book"
                                : what.name().toLowerCase(Locale.ROOT));
            }
        }
        return view;
    }

    /** Nothing is bought or sold at a price that is not known, whatever a strategy says. */
    private static void act(Decision decision, CandleAccount account, View view) {
        Optional<Quote> quote = view.quote().known();
        if (quote.isEmpty()) {
            return;
        }
        switch (decision) {
            case Decision.Hold _ -> {}
            case Decision.Buy _ -> account.buy(view.time(), view.pair(), quote.get().ask());
            case Decision.Sell _ -> account.sell(view.time(), view.pair(), quote.get().bid());
        }
    }
}
