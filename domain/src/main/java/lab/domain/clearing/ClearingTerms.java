package lab.domain.clearing;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * What clearing costs a trader and how long it waits: set once, recorded with each execution.
 *
 * @param slippage how much worse than the quote an order fills, as a part of the price
 * @param feeRate the fee as a part of the notional
 * @param quoteWait how much later than its order a quote may be
 * @param retention how long quotes are kept, by event time: how far apart the logs of ticks and of
 *     requests may be read
 */
public record ClearingTerms(
        BigDecimal slippage, BigDecimal feeRate, Duration quoteWait, Duration retention) {
    // First: STANDARD is checked by it.
    private static final Duration DURATION_MAX = Duration.ofDays(366);

    public static final ClearingTerms STANDARD =
            new ClearingTerms(
                    new BigDecimal("0.0005"),
                    new BigDecimal("0.001"),
                    Duration.ofSeconds(30),
                    Duration.ofHours(1));

    public ClearingTerms {
        slippage = Amounts.shortest(slippage);
        feeRate = Amounts.shortest(feeRate);
        check(isPart(slippage), "slippage: must be 0 to 1 with 18 places, was %s", slippage);
        check(isPart(feeRate), "fee_rate: must be 0 to 1 with 18 places, was %s", feeRate);
        check(
                isWhole(quoteWait),
                "quote_wait: must be positive whole milliseconds, was %s",
                quoteWait);
        check(
                isWhole(retention) && retention.compareTo(quoteWait) >= 0,
                "retention: must be whole milliseconds and no shorter than quote_wait, was %s",
                retention);
    }

    private static boolean isPart(BigDecimal part) {
        return part.signum() >= 0
                && part.compareTo(BigDecimal.ONE) < 0
                && part.scale() <= Amounts.PLACES_READ;
    }

    private static boolean isWhole(Duration duration) {
        return duration.isPositive()
                && duration.compareTo(DURATION_MAX) <= 0
                && duration.toNanos() % 1_000_000 == 0;
    }

    long quoteWaitMicros() {
        return quoteWait.toNanos() / 1_000;
    }

    long retentionMicros() {
        return retention.toNanos() / 1_000;
    }
}
