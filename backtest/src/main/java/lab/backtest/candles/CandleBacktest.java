package lab.backtest.candles;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import lab.backtest.account.AccountRun;
import lab.backtest.account.Affordable;
import lab.consensus.core.Failures;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Holding;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.Signals;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Account;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.clearing.Amounts;
import lab.domain.clearing.Quote;

/**
 * Goes through a history minute by minute with one account.
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

    /** What a strategy would have done. */
    public AccountRun run(Strategy strategy) {
        return run(strategy, Instant.MIN);
    }

    /**
     * What it would have done from a time on; what lies before it, it only sees.
     *
     * @param from nothing is decided before
     */
    public AccountRun run(Strategy strategy, Instant from) {
        var account = new CandleAccount(Account.trader(strategy.name()), rules, history.start());
        each(
                (_, _) -> {},
                account,
                (time, minute) -> {
                    if (!account.isHalted() && !time.isBefore(from)) {
                        account.beginDecisions(time);
                        pairs.forEach(pair -> decide(strategy, account, time, pair, minute));
                    }
                });
        return account.run();
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
        each(
                (start, minute) -> {
                    for (Candle candle : minute.candles()) {
                        if (minute.isFirst(candle)) {
                            BigDecimal quantity =
                                    Affordable.of(
                                            share,
                                            rules.quoteAt(candle.open(), 0, candle.start()),
                                            rules.terms().at(candle.start()));
                            if (quantity.signum() > 0) {
                                account.request(
                                        start, candle.pair(), Side.BUY, quantity, Optional.empty());
                            }
                        }
                    }
                },
                account,
                (_, _) -> {});
        return account.run();
    }

    private void each(
            BiConsumer<Instant, Minute> opening,
            CandleAccount account,
            BiConsumer<Instant, Minute> closing) {
        var cursor = new Minute(history, pairs);
        while (cursor.next()) {
            opening.accept(cursor.start(), cursor);
            cursor.candles().forEach(account::open);
            account.close(cursor.end(), cursor.candles());
            closing.accept(cursor.end(), cursor);
        }
    }

    private void decide(
            Strategy strategy, CandleAccount account, Instant time, Pair pair, Minute minute) {
        if (account.isHalted() || !minute.hasBegun(pair)) {
            return;
        }
        View view = view(strategy, account, time, pair, minute);
        account.decided();
        try {
            act(strategy.decide(view), account, view);
        } catch (RuntimeException | Error e) {
            account.halt(time, pair, Failures.told(strategy, e));
        }
    }

    private View view(
            Strategy strategy, CandleAccount account, Instant time, Pair pair, Minute minute) {
        Optional<Candle> now = minute.candle(pair);
        Knowable<Quote> quote =
                now.isPresent()
                        ? new Knowable.Known<>(
                                rules.quoteAt(now.get().close(), minute.number(), time), time)
                        : new Knowable.Unknown<>("no candle of the last minute");
        if (now.isEmpty()) {
            account.unknown("price");
        }
        for (Strategy.Reads service : strategy.reads()) {
            account.unknown(
                    switch (service) {
                        case PATTERNS -> "patterns";
                        case COMMENTARY -> "commentary";
                    });
        }
        var position = account.position(pair);
        return new View(
                time,
                pair,
                minute.upToNow(pair, CANDLES_MAX),
                quote,
                Signals.NONE.patterns(pair),
                Signals.NONE.sentiment(pair),
                rules.terms().at(time),
                new Holding(
                        account.cash(),
                        position.quantity(),
                        position.averageCost(),
                        position.opened()));
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
