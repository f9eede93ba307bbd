package lab.console.market;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What one minute of one pair's trades came to. Two rows are equal if their numbers are.
 *
 * @param time when the minute begins
 * @param volume in the base asset
 * @param quoteVolume the sum of price times size
 */
public record CandleRow(
        Instant time,
        BigDecimal open,
        BigDecimal high,
        BigDecimal low,
        BigDecimal close,
        BigDecimal volume,
        BigDecimal quoteVolume,
        long tradeCount) {
    public CandleRow {
        open = open.stripTrailingZeros();
        high = high.stripTrailingZeros();
        low = low.stripTrailingZeros();
        close = close.stripTrailingZeros();
        volume = volume.stripTrailingZeros();
        quoteVolume = quoteVolume.stripTrailingZeros();
    }
}
