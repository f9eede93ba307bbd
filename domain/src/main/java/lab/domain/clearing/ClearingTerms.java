package lab.domain.clearing;

import static lab.domain.Checks.check;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import lab.domain.Amounts;
import lab.domain.clearing.state.StateBytes;

/**
 * What clearing costs a trader and how long it waits. They may change over time, see {@link
 * DatedTerms}; each execution records those that held for its request.
 *
 * @param slippage how much worse than the quote an order fills, as a part of the price
 * @param feeRate the fee as a part of the notional
 * @param quoteWait how much later than its order a quote may be
 * @param retention how far behind the newest tick of its pair a request may be, and for how long
 *     quotes are kept therefore; recorded too, though it never changes
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

    /** These, but for what a change of terms can say. */
    public ClearingTerms with(BigDecimal newSlippage, BigDecimal newFeeRate, Duration newWait) {
        return new ClearingTerms(newSlippage, newFeeRate, newWait, retention);
    }

    /** These, at another fee. */
    public ClearingTerms withFee(BigDecimal newFeeRate) {
        return new ClearingTerms(slippage, newFeeRate, quoteWait, retention);
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

    public long quoteWaitMicros() {
        return quoteWait.toNanos() / 1_000;
    }

    public long retentionMicros() {
        return retention.toNanos() / 1_000;
    }

    public void write(DataOutput out) throws IOException {
        StateBytes.writeDecimal(slippage, out);
        StateBytes.writeDecimal(feeRate, out);
        StateBytes.writeSmall(quoteWait.toMillis(), out);
        StateBytes.writeSmall(retention.toMillis(), out);
    }

    public static ClearingTerms read(DataInput in) throws IOException {
        return new ClearingTerms(
                StateBytes.readDecimal(in),
                StateBytes.readDecimal(in),
                Duration.ofMillis(StateBytes.readSmall(in)),
                Duration.ofMillis(StateBytes.readSmall(in)));
    }
}
