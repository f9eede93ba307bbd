package lab.backtest.recorded;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import lab.backtest.account.Affordable;
import lab.consensus.core.DeskRules;
import lab.consensus.core.OrderIds;
import lab.domain.Account;
import lab.domain.Amounts;
import lab.domain.Pair;
import lab.domain.Side;
import lab.domain.Tick;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Quote;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Request;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.house.ClearingHouse;

/**
 * The benchmark: all the money in the market, in equal parts for the pairs, each bought at its
 * first quote and never sold. It has a clearing house of its own.
 */
final class AllIn {
    private static final Account ACCOUNT = new Account("all-in-buy-and-hold");
    private static final Duration JUST_BEFORE = Duration.ofNanos(1_000);

    private final DatedTerms terms;
    private final BigDecimal share;
    private final Instant from;
    private final Set<Pair> wanted;
    private final ClearingHouse house;
    private final Consumer<Request> requested;

    AllIn(
            DeskRules rules,
            DatedTerms terms,
            Set<Pair> pairs,
            Instant from,
            Consumer<Request> requested,
            Consumer<Settlement> settled) {
        this.terms = terms;
        this.from = from;
        this.wanted = new TreeSet<>(pairs);
        this.share =
                rules.startingBalance()
                        .divide(
                                BigDecimal.valueOf(pairs.size()),
                                Amounts.PLACES,
                                RoundingMode.FLOOR);
        this.house = new ClearingHouse(terms, _ -> 0, settled);
        this.requested = requested;
        give(
                new FundRequest(
                        OrderIds.FUND, ACCOUNT, from, rules.currency(), rules.startingBalance()));
    }

    static String account() {
        return ACCOUNT.name();
    }

    private void give(Request request) {
        requested.accept(request);
        house.request(request);
    }

    void take(Tick tick) {
        if (!tick.isQuote() || !tick.time().isAfter(from) || !wanted.remove(tick.pair())) {
            return;
        }
        Instant time = tick.time().minus(JUST_BEFORE);
        Quote quote = new Quote(tick.sequence(), tick.time(), tick.bestBid(), tick.bestAsk());
        BigDecimal quantity = Affordable.of(share, quote, terms.at(time).of(tick.pair()));
        if (quantity.signum() > 0) {
            give(
                    new OrderRequest(
                            OrderIds.of(ACCOUNT, ACCOUNT.name(), tick.pair(), time),
                            ACCOUNT,
                            time,
                            tick.pair(),
                            Side.BUY.name(),
                            quantity,
                            new Remarks(
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.of(ACCOUNT.name()))));
            house.tick(tick);
        }
    }
}
