package lab.domain.clearing;

import static java.math.RoundingMode.CEILING;
import static java.math.RoundingMode.FLOOR;

import java.math.BigDecimal;
import lab.domain.Amounts;
import lab.domain.Side;

/**
 * What a fill came to, each number with 8 places and rounded against the trader.
 *
 * @param price the quote's, worsened by the slippage
 * @param notional price times quantity
 */
public record Fill(BigDecimal price, BigDecimal notional, BigDecimal fee) {
    /** What an order of that quantity comes to at a quote. */
    public static Fill of(Side side, Quote quote, BigDecimal quantity, ClearingTerms terms) {
        var rounding = side == Side.BUY ? CEILING : FLOOR;
        BigDecimal best = (side == Side.BUY ? quote.ask() : quote.bid()).toBigDecimal();
        BigDecimal factor =
                side == Side.BUY
                        ? BigDecimal.ONE.add(terms.slippage())
                        : BigDecimal.ONE.subtract(terms.slippage());
        BigDecimal price = best.multiply(factor).setScale(Amounts.PLACES, rounding);
        BigDecimal notional = price.multiply(quantity).setScale(Amounts.PLACES, rounding);
        BigDecimal fee = notional.multiply(terms.feeRate()).setScale(Amounts.PLACES, CEILING);
        return new Fill(price, notional, fee);
    }
}
