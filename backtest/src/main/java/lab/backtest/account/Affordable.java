package lab.backtest.account;

import java.math.BigDecimal;
import java.math.RoundingMode;
import lab.domain.Amounts;
import lab.domain.Side;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Fill;
import lab.domain.clearing.Quote;

/** The most that an amount buys, costs included. */
public final class Affordable {
    private Affordable() {}

    /** At a quote; zero if nothing. */
    public static BigDecimal of(BigDecimal amount, Quote quote, ClearingTerms terms) {
        BigDecimal price = Fill.of(Side.BUY, quote, BigDecimal.ONE, terms).price();
        BigDecimal quantity =
                amount.divide(
                        price.multiply(BigDecimal.ONE.add(terms.feeRate())),
                        Amounts.PLACES,
                        RoundingMode.FLOOR);
        // Notional and fee are rounded up: what fits by the exact ones may just not fit
        while (quantity.signum() > 0) {
            Fill fill = Fill.of(Side.BUY, quote, quantity, terms);
            BigDecimal excess = fill.notional().add(fill.fee()).subtract(amount);
            if (excess.signum() <= 0) {
                return quantity;
            }
            quantity =
                    quantity.subtract(excess.divide(price, Amounts.PLACES, RoundingMode.CEILING));
        }
        return BigDecimal.ZERO;
    }
}
