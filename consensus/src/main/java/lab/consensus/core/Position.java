package lab.consensus.core;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;
import lab.domain.clearing.Fill;

/**
 * What an account has bought of a pair's base asset and not sold, by its executions.
 *
 * <p>Bought at average cost: a buy adds what was paid, its fee included; a sale takes away the part
 * of the cost that the sold quantity is of the position, and what it brought in, less its fee, is
 * set against that.
 *
 * @param quantity as the clearing house says it, without what other pairs hold of the asset
 * @param cost of all of it
 * @param realized what sales have earned or lost
 * @param opened the time of the execution by which something came to be held; nothing if nothing is
 */
public record Position(
        BigDecimal quantity, BigDecimal cost, BigDecimal realized, Optional<Instant> opened) {
    static final Position NONE =
            new Position(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, Optional.empty());

    private static final int PLACES = 8;

    Position bought(Fill fill, BigDecimal quantityAfter, Instant time) {
        return new Position(
                quantityAfter,
                cost.add(fill.notional()).add(fill.fee()),
                realized,
                quantity.signum() > 0 ? opened : Optional.of(time));
    }

    Position sold(Fill fill, BigDecimal sold, BigDecimal quantityAfter) {
        BigDecimal before = quantityAfter.add(sold);
        BigDecimal share =
                quantityAfter.signum() == 0
                        ? cost
                        : cost.multiply(sold).divide(before, PLACES, RoundingMode.HALF_EVEN);
        BigDecimal earned = fill.notional().subtract(fill.fee()).subtract(share);
        return new Position(
                quantityAfter,
                cost.subtract(share),
                realized.add(earned),
                quantityAfter.signum() > 0 ? opened : Optional.empty());
    }

    /** What a unit has cost; zero if there is none. */
    public BigDecimal averageCost() {
        return quantity.signum() == 0
                ? BigDecimal.ZERO
                : cost.divide(quantity, PLACES, RoundingMode.HALF_EVEN);
    }
}
