package lab.consensus.audit.performance;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import lab.consensus.audit.performance.AccountReport.Figures;

/**
 * What an account's funds would have come to without a decision: whatever it is given in its
 * currency is spread equally over some pairs, each bought at its first close afterwards and never
 * sold. Funds in another asset are kept as they are.
 */
final class BuyAndHold {
    private static final BigDecimal LEAST = BigDecimal.valueOf(1, LastPrices.PLACES);

    /** Money that waits for its pair's next close. */
    private record Share(LocalDateTime since, String pair, BigDecimal amount, Trade.Terms terms) {}

    private final String currency;
    private final List<String> pairs;
    private final Portfolio portfolio;
    private final List<Share> waiting = new ArrayList<>();

    /**
     * @param pairs of the currency
     */
    BuyAndHold(String currency, List<String> pairs) {
        this.currency = currency;
        this.pairs = List.copyOf(pairs);
        this.portfolio = new Portfolio(currency);
    }

    void fund(Trade.Funded funded, LastPrices market) {
        portfolio.apply(funded, market);
        if (funded.asset().equals(currency) && !pairs.isEmpty()) {
            BigDecimal share =
                    funded.amount()
                            .divide(
                                    BigDecimal.valueOf(pairs.size()),
                                    LastPrices.PLACES,
                                    RoundingMode.FLOOR);
            pairs.forEach(
                    pair -> waiting.add(new Share(funded.time(), pair, share, funded.terms())));
        }
    }

    void close(LocalDateTime time, String pair, BigDecimal close, LastPrices market) {
        for (Iterator<Share> shares = waiting.iterator(); shares.hasNext(); ) {
            Share share = shares.next();
            if (share.pair().equals(pair) && share.since().isBefore(time)) {
                shares.remove();
                buy(share, time, close, market);
            }
        }
    }

    private void buy(Share share, LocalDateTime time, BigDecimal close, LastPrices market) {
        Trade.Terms terms = share.terms();
        BigDecimal feeRate = terms.feeRate(share.pair());
        BigDecimal perUnit =
                close.multiply(BigDecimal.ONE.add(terms.slippage()))
                        .multiply(BigDecimal.ONE.add(feeRate));
        if (perUnit.signum() <= 0) {
            return;
        }
        BigDecimal quantity = share.amount().divide(perUnit, LastPrices.PLACES, RoundingMode.FLOOR);
        DueFill fill = DueFill.ofBuy(close, quantity, terms.slippage(), feeRate);
        // Price, notional and fee are rounded up: what fits by the exact ones may just not fit
        while (quantity.signum() > 0
                && fill.notional().add(fill.fee()).compareTo(share.amount()) > 0) {
            quantity = quantity.subtract(LEAST.max(quantity.scaleByPowerOfTen(-6)));
            quantity = quantity.setScale(LastPrices.PLACES, RoundingMode.FLOOR);
            fill = DueFill.ofBuy(close, quantity, terms.slippage(), feeRate);
        }
        if (quantity.signum() > 0) {
            portfolio.apply(
                    new Trade.Filled(
                            time,
                            share.pair(),
                            true,
                            quantity,
                            fill.price(),
                            fill.notional(),
                            fill.fee(),
                            close),
                    market);
        }
    }

    void look(LastPrices market) {
        portfolio.look(market);
    }

    Optional<BigDecimal> equity(LastPrices market) {
        return portfolio.equity(market);
    }

    Figures figures(LastPrices market) {
        return portfolio.figures(market);
    }
}
