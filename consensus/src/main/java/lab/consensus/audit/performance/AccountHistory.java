package lab.consensus.audit.performance;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** One account on its way through time, with what it could have done instead beside it. */
public final class AccountHistory {
    private final String account;
    private final String currency;
    private final List<Trade> trades;
    private final Portfolio portfolio;
    private final BuyAndHold buyAndHold;
    private final HourlyLead lead = new HourlyLead();
    private int done;

    /**
     * @param trades in their order
     * @param pairs that are traded at all
     */
    public AccountHistory(
            String account, String currency, List<Trade> trades, SortedSet<String> pairs) {
        this.account = account;
        this.currency = currency;
        this.trades = List.copyOf(trades);
        this.portfolio = new Portfolio(currency);
        this.buyAndHold = new BuyAndHold(currency, pairsToHold(trades, currency, pairs));
    }

    private static List<String> pairsToHold(
            List<Trade> trades, String currency, SortedSet<String> pairs) {
        List<String> traded =
                trades.stream()
                        .flatMap(trade ->
                                trade instanceof Trade.Filled filled
                                        ? Optional.of(filled.pair()).stream()
                                        : Optional.<String>empty().stream())
                        .distinct()
                        .sorted()
                        .toList();
        return (traded.isEmpty() ? pairs.stream().toList() : traded)
                .stream().filter(pair -> LastPrices.quote(pair).equals(currency)).toList();
    }

    /** Takes what happened up to a moment. */
    public void upTo(LocalDateTime time, LastPrices market) {
        while (done < trades.size() && !trades.get(done).time().isAfter(time)) {
            Trade trade = trades.get(done);
            portfolio.apply(trade, market);
            if (trade instanceof Trade.Funded funded) {
                buyAndHold.fund(funded, market);
            }
            done++;
        }
    }

    public void close(LocalDateTime time, String pair, BigDecimal close, LastPrices market) {
        buyAndHold.close(time, pair, close, market);
    }

    /** All closes of a minute are known. */
    public void look(LocalDateTime time, LastPrices market) {
        if (done > 0) {
            portfolio.look(market);
            buyAndHold.look(market);
            lead.look(time, portfolio.equity(market), buyAndHold.equity(market));
        }
    }

    private boolean hasTraded() {
        return trades.stream().anyMatch(Trade.Filled.class::isInstance);
    }

    /** Whether it can be compared with buy &amp; hold. */
    public boolean isCompared() {
        return hasTraded() && lead.isLongEnough();
    }

    /**
     * What is said of it in the audit.
     *
     * @param tried how many accounts are compared
     */
    public AccountReport report(
            long rejected,
            Optional<Long> expired,
            Map<String, BigDecimal> balances,
            LastPrices market,
            int tried) {
        AccountReport.Figures figures = portfolio.figures(market);
        long buys = trades.stream().filter(it -> it instanceof Trade.Filled f && f.isBuy()).count();
        long sells =
                trades.stream().filter(it -> it instanceof Trade.Filled f && !f.isBuy()).count();
        return new AccountReport(
                account,
                currency,
                trades.stream()
                        .filter(Trade.Funded.class::isInstance)
                        .map(trade -> trade.time().toInstant(ZoneOffset.UTC))
                        .findFirst(),
                buys + sells,
                buys,
                sells,
                rejected,
                expired,
                figures.totalFees(),
                figures.netPnl(),
                portfolio.funds(),
                balances,
                figures,
                buyAndHold.figures(market),
                hasTraded() ? lead.luck(tried) : Luck.notTraded());
    }
}
