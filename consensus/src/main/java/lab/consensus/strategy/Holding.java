package lab.consensus.strategy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What the strategy's account has.
 *
 * @param cash of the quote asset
 * @param quantity of the pair's base asset
 * @param averageCost what a unit of it has cost, fees included; zero if there is none
 * @param opened since when something of it is held, by the fill that opened the position; nothing
 *     if nothing is held
 */
public record Holding(
        BigDecimal cash, BigDecimal quantity, BigDecimal averageCost, Optional<Instant> opened) {
    public boolean isHolding() {
        return quantity.signum() > 0;
    }
}
