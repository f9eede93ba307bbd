package lab.domain;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.math.RoundingMode;
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

    /**
     * Who pressed: what takers bought and sold of a pair in a window, of the same trades as its
     * candle.
     *
     * @param start of the window, which the window contains
     * @param buys sum of the sizes that takers bought, exact, 8 places
     * @param sells sum of the sizes that takers sold
     * @param buyCount in how many trades
     * @param sellCount in how many trades
     * @param vwap quote volume by volume, half-even to 8 places
     * @param largest the largest size of one trade
     */
    public record Flow(
            Pair pair,
            Interval interval,
            Instant start,
            BigDecimal buys,
            BigDecimal sells,
            long buyCount,
            long sellCount,
            BigDecimal vwap,
            Quantity largest) {
        public Flow {
            check(buyCount >= 0, "buy_count: must not be negative, was %d", buyCount);
            check(sellCount >= 0, "sell_count: must not be negative, was %d", sellCount);
            check(
                    buyCount + sellCount > 0,
                    "trade flow: must be of one trade at least, was of none");
            check(
                    (buys.signum() > 0) == (buyCount > 0)
                            && (sells.signum() > 0) == (sellCount > 0),
                    "trade flow: %s bought in %d trades and %s sold in %d do not go together",
                    buys,
                    buyCount,
                    sells,
                    sellCount);
        }

        /** The end of the window, which the window does not contain. */
        public Instant end() {
            return start.plus(interval.length());
        }

        public long tradeCount() {
            return buyCount + sellCount;
        }

        /**
         * Bought less sold by all of it: 1 if takers only bought, -1 if they only sold; half-even
         * to 8 places.
         */
        public BigDecimal imbalance() {
            return buys.subtract(sells)
                    .divide(buys.add(sells), Decimal8.PLACES, RoundingMode.HALF_EVEN);
        }

        /** Half-even to 8 places. */
        public BigDecimal tradesPerSecond() {
            return BigDecimal.valueOf(tradeCount())
                    .divide(
                            BigDecimal.valueOf(interval.length().toSeconds()),
                            Decimal8.PLACES,
                            RoundingMode.HALF_EVEN);
        }
    }
}
