package lab.consensus.audit.performance;

import static java.math.RoundingMode.CEILING;
import static java.math.RoundingMode.FLOOR;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a fill must come to by its quote: worked out here anew, with nothing of the clearing house's
 * own code. Each number has 8 places and is rounded against the trader.
 */
public record DueFill(BigDecimal price, BigDecimal notional, BigDecimal fee) {
    private static final int PLACES = 8;

    /** Of a buy, which pays the ask and more. */
    public static DueFill ofBuy(
            BigDecimal ask, BigDecimal quantity, BigDecimal slippage, BigDecimal feeRate) {
        return of(ask.multiply(BigDecimal.ONE.add(slippage)), quantity, feeRate, CEILING);
    }

    /** Of a sale, which gets the bid and less. */
    public static DueFill ofSell(
            BigDecimal bid, BigDecimal quantity, BigDecimal slippage, BigDecimal feeRate) {
        return of(bid.multiply(BigDecimal.ONE.subtract(slippage)), quantity, feeRate, FLOOR);
    }

    private static DueFill of(
            BigDecimal exact, BigDecimal quantity, BigDecimal feeRate, RoundingMode rounding) {
        BigDecimal price = exact.setScale(PLACES, rounding);
        BigDecimal notional = price.multiply(quantity).setScale(PLACES, rounding);
        return new DueFill(price, notional, notional.multiply(feeRate).setScale(PLACES, CEILING));
    }
}
