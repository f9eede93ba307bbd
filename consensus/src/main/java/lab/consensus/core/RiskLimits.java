package lab.consensus.core;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * What an account may do at most.
 *
 * @param positionMax what one position may be worth with what is about to be bought
 * @param exposureMax what all positions together may be worth
 * @param ordersPerMinuteMax orders of one decision time
 * @param lossStreakMax after so many losses in a row nothing is bought for a while
 * @param coolDown how long, from the last of them
 * @param drawdownMax which part of the day's first equity may be lost before nothing is bought any
 *     more that day
 */
public record RiskLimits(
        BigDecimal positionMax,
        BigDecimal exposureMax,
        int ordersPerMinuteMax,
        int lossStreakMax,
        Duration coolDown,
        BigDecimal drawdownMax) {
    public static final RiskLimits STANDARD =
            new RiskLimits(
                    new BigDecimal("200"),
                    new BigDecimal("800"),
                    10,
                    3,
                    Duration.ofMinutes(30),
                    new BigDecimal("0.02"));

    /** For trades and balances so many times as large. */
    RiskLimits scaled(BigDecimal ofTrades, BigDecimal ofBalance) {
        return new RiskLimits(
                cents(positionMax.multiply(ofTrades)),
                cents(exposureMax.multiply(ofBalance)),
                ordersPerMinuteMax,
                lossStreakMax,
                coolDown,
                drawdownMax);
    }

    private static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(Math.min(2, Math.max(0, amount.scale())), RoundingMode.CEILING);
    }

    public RiskLimits {
        check(positionMax.signum() > 0, "position max: must be positive, was %s", positionMax);
        check(exposureMax.signum() > 0, "exposure max: must be positive, was %s", exposureMax);
        check(
                ordersPerMinuteMax > 0,
                "orders per minute max: must be positive, was %d",
                ordersPerMinuteMax);
        check(lossStreakMax > 0, "loss streak max: must be positive, was %d", lossStreakMax);
        check(!coolDown.isNegative(), "cool-down: must not be negative, was %s", coolDown);
        check(
                drawdownMax.signum() > 0 && drawdownMax.compareTo(BigDecimal.ONE) < 0,
                "drawdown max: must be between 0 and 1, was %s",
                drawdownMax);
    }
}
