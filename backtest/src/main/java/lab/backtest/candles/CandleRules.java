package lab.backtest.candles;

import static java.math.RoundingMode.CEILING;
import static java.math.RoundingMode.FLOOR;
import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.time.Instant;
import lab.consensus.core.DeskRules;
import lab.consensus.core.RiskLimits;
import lab.domain.Amounts;
import lab.domain.Asset;
import lab.domain.Price;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.Quote;

/**
 * By which is traded where there are only candles.
 *
 * @param currency of cash; only pairs priced in it are traded
 * @param startingBalance of each account
 * @param tradeSize what a buy is worth
 * @param limits of the desk's risk rules
 * @param spread between bid and ask as a part of the price: a candle does not know it, so it is
 *     said
 * @param terms of clearing
 */
public record CandleRules(
        Asset currency,
        BigDecimal startingBalance,
        BigDecimal tradeSize,
        RiskLimits limits,
        BigDecimal spread,
        DatedTerms terms) {
    /** What bid and ask lie apart unless somebody says otherwise. */
    public static final BigDecimal SPREAD = new BigDecimal("0.0002");

    /** As the desk trades by default. */
    public static final CandleRules STANDARD = of(DeskRules.STANDARD, SPREAD, DatedTerms.STANDARD);

    private static final BigDecimal TWO = new BigDecimal(2);

    public CandleRules {
        check(
                startingBalance.signum() > 0 && startingBalance.scale() <= Amounts.PLACES,
                "starting balance: must be positive with at most 8 places, was %s",
                startingBalance);
        check(tradeSize.signum() > 0, "trade size: must be positive, was %s", tradeSize);
        check(
                spread.signum() >= 0 && spread.compareTo(BigDecimal.ONE) < 0,
                "spread: must be 0 or more and less than 1, was %s",
                spread);
    }

    /** As a desk trades. */
    public static CandleRules of(DeskRules desk, BigDecimal spread, DatedTerms terms) {
        return new CandleRules(
                desk.currency(),
                desk.startingBalance(),
                desk.tradeSize(),
                desk.limits(),
                spread,
                terms);
    }

    public CandleRules withSpread(BigDecimal other) {
        return new CandleRules(currency, startingBalance, tradeSize, limits, other, terms);
    }

    public CandleRules withSizes(BigDecimal balance, BigDecimal size, RiskLimits other) {
        return new CandleRules(currency, balance, size, other, spread, terms);
    }

    /** What one could trade at while the market was at a price: half the spread to each side. */
    Quote quoteAt(Price price, long sequence, Instant time) {
        return new Quote(sequence, time, bid(price), ask(price));
    }

    /** Rounded down, against who sells. */
    Price bid(Price price) {
        BigDecimal part = BigDecimal.ONE.subtract(spread.divide(TWO));
        long units = new BigDecimal(price.units()).multiply(part).setScale(0, FLOOR).longValue();
        return new Price(Math.max(1, units));
    }

    /** Rounded up, against who buys. */
    Price ask(Price price) {
        BigDecimal part = BigDecimal.ONE.add(spread.divide(TWO));
        return new Price(
                new BigDecimal(price.units()).multiply(part).setScale(0, CEILING).longValueExact());
    }
}
