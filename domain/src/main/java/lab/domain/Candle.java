package lab.domain;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a pair's trades of one window came to.
 *
 * @param start of the window, which the window contains
 * @param open price of the first trade by (exchange time, trade id)
 * @param close price of the last
 * @param volume sum of the sizes, exact, 8 places
 * @param quoteVolume sum of price times size, exact, 16 places
 * @param vwap quote volume by volume, half-even to 8 places
 * @param tradeCount how many trades, at least one: a window without trades has no candle
 */
public record Candle(
        Pair pair,
        Interval interval,
        Instant start,
        Price open,
        Price high,
        Price low,
        Price close,
        BigDecimal volume,
        BigDecimal quoteVolume,
        BigDecimal vwap,
        long tradeCount) {
    public Candle {
        check(tradeCount > 0, "trade_count: must be positive, was %d", tradeCount);
        check(
                low.compareTo(open) <= 0
                        && low.compareTo(close) <= 0
                        && high.compareTo(open) >= 0
                        && high.compareTo(close) >= 0,
                "candle: open %s and close %s must lie between low %s and high %s",
                open,
                close,
                low,
                high);
    }

    /** The end of the window, which the window does not contain. */
    public Instant end() {
        return start.plus(interval.length());
    }
}
