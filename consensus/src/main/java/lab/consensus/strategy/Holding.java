package lab.consensus.strategy;

import java.math.BigDecimal;

/**
 * What the strategy's account has.
 *
 * @param cash of the quote asset
 * @param quantity of the pair's base asset
 * @param averageCost what a unit of it has cost, fees included; zero if there is none
 */
public record Holding(BigDecimal cash, BigDecimal quantity, BigDecimal averageCost) {
    public boolean isHolding() {
        return quantity.signum() > 0;
    }
}
