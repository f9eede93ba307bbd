package lab.consensus.audit.performance;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import lab.consensus.audit.performance.AccountReport.Figures;

/**
 * What an account has and how it came to it, in one currency, by average cost.
 *
 * <p>The currency itself has no cost. Any other asset, also one that pairs are priced in, is held
 * at what it was worth when it came. Once something could not be priced, what depends on it is
 * unknown.
 */
final class Portfolio {
    private final String currency;
    private final Map<String, Holding> holdings = new TreeMap<>();
    private BigDecimal cash = BigDecimal.ZERO;
    private BigDecimal funds = BigDecimal.ZERO;
    private BigDecimal realised = BigDecimal.ZERO;
    private BigDecimal fees = BigDecimal.ZERO;
    private BigDecimal slippage = BigDecimal.ZERO;
    private BigDecimal won = BigDecimal.ZERO;
    private BigDecimal lost = BigDecimal.ZERO;
    private long trips;
    private long wins;
    private boolean isPriced = true;
    private final Drawdown drawdown = new Drawdown();

    Portfolio(String currency) {
        this.currency = currency;
    }

    BigDecimal cash() {
        return cash;
    }

    void apply(Trade trade, LastPrices market) {
        switch (trade) {
            case Trade.Funded funded -> fund(funded, market);
            case Trade.Filled filled -> fill(filled, market);
        }
    }

    private void fund(Trade.Funded funded, LastPrices market) {
        BigDecimal worth = worth(funded.amount(), funded.asset(), market);
        receive(funded.asset(), funded.amount(), worth);
        funds = funds.add(worth);
        drawdown.moreFunds(worth);
    }

    private void fill(Trade.Filled filled, LastPrices market) {
        market.fill(filled.pair(), filled.price());
        String quote = LastPrices.quote(filled.pair());
        BigDecimal worth = worth(filled.notional(), quote, market);
        BigDecimal fee = worth(filled.fee(), quote, market);
        Holding base = holdings.computeIfAbsent(LastPrices.base(filled.pair()), _ -> new Holding());
        if (filled.isBuy()) {
            give(quote, filled.notional(), worth);
            base.add(filled.quantity(), worth);
        } else {
            realised = realised.add(base.take(filled.quantity(), worth));
            receive(quote, filled.notional(), worth);
        }
        give(quote, filled.fee(), fee);
        fees = fees.add(fee);
        base.fee(fee);
        if (!filled.isBuy() && base.quantity().signum() <= 0) {
            endTrip(base.endTrip());
        }
        BigDecimal worse = filled.price().subtract(filled.quoted()).abs();
        slippage = slippage.add(worth(worse.multiply(filled.quantity()), quote, market));
    }

    private void endTrip(BigDecimal result) {
        trips++;
        if (result.signum() > 0) {
            wins++;
            won = won.add(result);
        } else {
            lost = lost.subtract(result);
        }
    }

    private void receive(String asset, BigDecimal amount, BigDecimal worth) {
        if (asset.equals(currency)) {
            cash = cash.add(amount);
        } else {
            holdings.computeIfAbsent(asset, _ -> new Holding()).add(amount, worth);
        }
    }

    private void give(String asset, BigDecimal amount, BigDecimal worth) {
        if (asset.equals(currency)) {
            cash = cash.subtract(amount);
        } else {
            Holding holding = holdings.computeIfAbsent(asset, _ -> new Holding());
            realised = realised.add(holding.take(amount, worth));
        }
    }

    private BigDecimal worth(BigDecimal amount, String asset, LastPrices market) {
        Optional<BigDecimal> worth = market.worth(amount, asset, currency);
        isPriced &= worth.isPresent();
        return worth.orElse(BigDecimal.ZERO);
    }

    /** Cash, and all else at the last prices. */
    Optional<BigDecimal> equity(LastPrices market) {
        BigDecimal equity = cash;
        for (Map.Entry<String, Holding> held : holdings.entrySet()) {
            BigDecimal quantity = held.getValue().quantity();
            if (quantity.signum() != 0) {
                Optional<BigDecimal> worth = market.worth(quantity, held.getKey(), currency);
                if (worth.isEmpty()) {
                    return Optional.empty();
                }
                equity = equity.add(worth.get());
            }
        }
        return Optional.of(equity);
    }

    /** A minute has closed. */
    void look(LastPrices market) {
        equity(market).ifPresent(drawdown::look);
    }

    /** All funds that it was given, by the prices of then. */
    Optional<BigDecimal> funds() {
        return known(Optional.of(LastPrices.rounded(funds)));
    }

    private <T> Optional<T> known(Optional<T> figure) {
        return isPriced ? figure : Optional.empty();
    }

    Figures figures(LastPrices market) {
        Optional<BigDecimal> equity = equity(market).map(LastPrices::rounded);
        BigDecimal cost =
                holdings.values().stream().map(Holding::cost).reduce(cash, BigDecimal::add);
        Optional<BigDecimal> unrealised =
                known(equity.map(it -> LastPrices.rounded(it.subtract(cost))));
        Optional<BigDecimal> gross = unrealised.map(it -> LastPrices.rounded(it.add(realised)));
        return new Figures(
                equity,
                known(Optional.of(LastPrices.rounded(realised))),
                unrealised,
                gross,
                gross.map(it -> it.subtract(LastPrices.rounded(fees))),
                LastPrices.rounded(fees),
                LastPrices.rounded(slippage),
                gross.map(it -> ratio(fees, it.abs())).orElse(OptionalDouble.empty()),
                trips,
                trips == 0 || !isPriced
                        ? OptionalDouble.empty()
                        : OptionalDouble.of((double) wins / trips),
                isPriced ? ratio(won, lost) : OptionalDouble.empty(),
                known(drawdown.largest().map(LastPrices::rounded)),
                isPriced ? drawdown.largestShare() : OptionalDouble.empty());
    }

    /** A statistic, and so no exact number. */
    static OptionalDouble ratio(BigDecimal part, BigDecimal whole) {
        return whole.signum() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(part.doubleValue() / whole.doubleValue());
    }
}
