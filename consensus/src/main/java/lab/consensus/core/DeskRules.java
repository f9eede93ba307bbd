package lab.consensus.core;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import lab.domain.Asset;
import lab.domain.MarketClock;

/**
 * By which a desk trades.
 *
 * @param times when it decides
 * @param priceAgeMax how old, by event time, a price may be to be known
 * @param currency what accounts are funded with; only pairs priced in it are traded
 * @param startingBalance of each account
 * @param tradeSize what a buy is worth
 * @param clock whose clock the market's times are by
 */
public record DeskRules(
        DecisionTimes times,
        Duration priceAgeMax,
        Asset currency,
        BigDecimal startingBalance,
        BigDecimal tradeSize,
        RiskLimits limits,
        MarketClock clock) {
    public static final DeskRules STANDARD =
            new DeskRules(
                    new DecisionTimes(Duration.ofSeconds(15)),
                    Duration.ofSeconds(30),
                    new Asset("USD"),
                    new BigDecimal("1000"),
                    new BigDecimal("50"),
                    RiskLimits.STANDARD,
                    MarketClock.REAL);

    public DeskRules withClock(MarketClock other) {
        return new DeskRules(
                times, priceAgeMax, currency, startingBalance, tradeSize, limits, other);
    }

    /** Other sizes; what a position and all together may be worth grow and shrink with them. */
    public DeskRules withSizes(BigDecimal balance, BigDecimal size) {
        return new DeskRules(
                times,
                priceAgeMax,
                currency,
                balance,
                size,
                limits.scaled(
                        size.divide(tradeSize, MathContext.DECIMAL64),
                        balance.divide(startingBalance, MathContext.DECIMAL64)),
                clock);
    }

    public DeskRules {
        check(priceAgeMax.isPositive(), "price age max: must be positive, was %s", priceAgeMax);
        check(
                startingBalance.signum() > 0 && startingBalance.scale() <= 8,
                "starting balance: must be positive with at most 8 places, was %s",
                startingBalance);
        check(tradeSize.signum() > 0, "trade size: must be positive, was %s", tradeSize);
    }
}
