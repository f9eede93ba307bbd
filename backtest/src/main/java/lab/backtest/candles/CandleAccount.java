package lab.backtest.candles;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.backtest.account.AccountRun;
import lab.backtest.account.EquityCurve;
import lab.backtest.account.Trades;
import lab.consensus.core.AccountRisk;
import lab.consensus.core.OrderIds;
import lab.consensus.core.Position;
import lab.domain.Account;
import lab.domain.Amounts;
import lab.domain.Candle;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.house.ClearingHouse;

/** An account with a clearing house of its own, which sees each minute's open as a quote. */
final class CandleAccount {
    /** The open is the first trade of its minute, so it is later than what was decided before. */
    private static final Duration INTO_THE_MINUTE = Duration.ofNanos(1_000);

    private static final String EXCHANGE = "candles";

    private final Account account;
    private final CandleRules rules;
    private final ClearingHouse house;
    private final Trades trades;
    private final AccountRisk risk;
    private final EquityCurve equity = new EquityCurve();
    private final List<Request> requests = new ArrayList<>();
    private final SortedMap<Pair, Candle> newest = new TreeMap<>();
    private final SortedMap<String, Long> refused = new TreeMap<>();
    private final SortedMap<String, Long> unknown = new TreeMap<>();
    private AccountRisk.Standing standing;
    private Optional<AccountRun.Halt> halted = Optional.empty();
    private long sequence;
    private long decisions;
    private long waiting;

    CandleAccount(Account account, CandleRules rules, Instant start) {
        this.account = account;
        this.rules = rules;
        this.house = new ClearingHouse(rules.terms(), _ -> 0, this::settled);
        this.trades = new Trades(rules.currency());
        this.risk = new AccountRisk(rules.limits());
        this.standing =
                new AccountRisk.Standing(
                        rules.startingBalance(), rules.startingBalance(), BigDecimal.ZERO);
        give(
                new FundRequest(
                        OrderIds.FUND, account, start, rules.currency(), rules.startingBalance()));
    }

    private void give(Request request) {
        waiting++;
        requests.add(request);
        house.request(request);
    }

    private void settled(Settlement settlement) {
        waiting--;
        trades.take(settlement);
    }

    static void count(SortedMap<String, Long> counts, String what) {
        counts.merge(what, 1L, Long::sum);
    }

    void unknown(String what) {
        count(unknown, what);
    }

    /** The minute begins: what was ordered before trades at its open. */
    void open(Candle candle) {
        Price open = candle.open();
        house.tick(
                new Tick(
                        candle.pair(),
                        sequence++,
                        open,
                        rules.bid(open),
                        rules.ask(open),
                        BigDecimal.ZERO,
                        candle.start().plus(INTO_THE_MINUTE),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        EXCHANGE));
    }

    /** The minute is over: all that is held is marked. */
    void close(Instant end, List<Candle> minute) {
        house.advanceTo(end);
        minute.forEach(candle -> newest.put(candle.pair(), candle));
        BigDecimal low = trades.book().cash();
        BigDecimal high = trades.book().cash();
        BigDecimal exposure = BigDecimal.ZERO;
        for (Map.Entry<Pair, Position> held : trades.book().positions().entrySet()) {
            Candle candle = newest.get(held.getKey());
            BigDecimal quantity = held.getValue().quantity();
            if (candle == null || quantity.signum() == 0) {
                continue;
            }
            boolean isOfNow = candle.end().equals(end);
            exposure = exposure.add(worth(candle.close(), quantity));
            low = low.add(worth(isOfNow ? candle.low() : candle.close(), quantity));
            high = high.add(worth(isOfNow ? candle.high() : candle.close(), quantity));
        }
        standing =
                new AccountRisk.Standing(
                        trades.book().cash(), trades.book().cash().add(exposure), exposure);
        equity.add(end, low, high, standing.equity(), exposure);
    }

    private BigDecimal worth(Price price, BigDecimal quantity) {
        return rules.bid(price).toBigDecimal().multiply(quantity);
    }

    /** The risk rules look at how it stands. */
    void beginDecisions(Instant time) {
        var _ = risk.begin(time, false, standing, trades.book());
    }

    void decided() {
        decisions++;
    }

    void halt(Instant time, Pair pair, String reason) {
        halted = Optional.of(new AccountRun.Halt(time, pair, reason));
    }

    boolean isHalted() {
        return halted.isPresent();
    }

    BigDecimal cash() {
        return trades.book().cash();
    }

    Position position(Pair pair) {
        return trades.position(pair);
    }

    /** Buys for the size of a trade, if the risk rules let it. */
    void buy(Instant time, Pair pair, Price ask) {
        BigDecimal quantity =
                rules.tradeSize().divide(ask.toBigDecimal(), Amounts.PLACES, RoundingMode.FLOOR);
        order(time, new AccountRisk.Wish(pair, Side.BUY, rules.tradeSize()), quantity, ask);
    }

    /** Sells all that is held. */
    void sell(Instant time, Pair pair, Price bid) {
        order(
                time,
                new AccountRisk.Wish(pair, Side.SELL, BigDecimal.ZERO),
                position(pair).quantity(),
                bid);
    }

    private void order(Instant time, AccountRisk.Wish wish, BigDecimal quantity, Price seen) {
        if (quantity.signum() <= 0) {
            return;
        }
        Candle candle = newest.get(wish.pair());
        BigDecimal held = position(wish.pair()).quantity();
        BigDecimal worth = candle == null ? BigDecimal.ZERO : worth(candle.close(), held);
        var refusal = risk.refuse(wish, standing, worth);
        if (refusal.isPresent()) {
            if (risk.isNews(wish, refusal.get())) {
                count(refused, refusal.get().rule());
            }
            return;
        }
        risk.granted(wish);
        standing = standing.after(wish);
        request(time, wish.pair(), wish.side(), quantity, Optional.of(seen.toString()));
    }

    /** Asks for a trade whatever the risk rules say. */
    void request(Instant time, Pair pair, Side side, BigDecimal quantity, Optional<String> seen) {
        give(
                new OrderRequest(
                        OrderIds.of(account, account.name(), pair, time),
                        account,
                        time,
                        pair,
                        side.name(),
                        quantity,
                        new Remarks(
                                seen,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(account.name()))));
    }

    AccountRun run() {
        List<AccountRun.OpenTrip> open =
                trades.open((pair, held) ->
                        Optional.ofNullable(newest.get(pair))
                                .map(candle -> worth(candle.close(), held)));
        return new AccountRun(
                account.name(),
                rules.startingBalance(),
                equity,
                requests,
                trades.settlements(),
                trades.closed(),
                open,
                decisions,
                trades.rejected(),
                refused,
                unknown,
                waiting,
                halted);
    }
}
