package lab.backtest.account;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import lab.domain.Pair;

/**
 * From nothing held to nothing held again.
 *
 * @param buys how many fills it was bought by
 * @param quantity that was bought
 * @param cost of all buys, fees included
 * @param proceeds of all sales, less fees
 */
public record RoundTrip(
        Pair pair,
        Instant opened,
        Instant closed,
        int buys,
        BigDecimal quantity,
        BigDecimal cost,
        BigDecimal proceeds) {
    public BigDecimal profit() {
        return proceeds.subtract(cost);
    }

    public Duration length() {
        return Duration.between(opened, closed);
    }

    /** What it earned as a part of what it cost. */
    public double profitPart() {
        return profit().doubleValue() / cost.doubleValue();
    }
}
