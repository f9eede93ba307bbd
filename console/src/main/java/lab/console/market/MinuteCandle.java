package lab.console.market;

import java.math.BigDecimal;
import java.time.Instant;
import lab.domain.Price;

/** A minute that still takes trades, in whatever order they come. */
final class MinuteCandle {
    private final Instant start;
    private final TradeOrder first = new TradeOrder();
    private final TradeOrder last = new TradeOrder();
    private Price high;
    private Price low;
    private BigDecimal volume = BigDecimal.ZERO;
    private BigDecimal quoteVolume = BigDecimal.ZERO;
    private long tradeCount;

    MinuteCandle(Instant start, MarketTrade trade) {
        this.start = start;
        first.be(trade);
        last.be(trade);
        high = trade.price();
        low = trade.price();
        take(trade);
    }

    void add(MarketTrade trade) {
        if (first.isAfter(trade)) {
            first.be(trade);
        }
        if (!last.isAfter(trade)) {
            last.be(trade);
        }
        high = high.compareTo(trade.price()) >= 0 ? high : trade.price();
        low = low.compareTo(trade.price()) <= 0 ? low : trade.price();
        take(trade);
    }

    CandleRow row() {
        return new CandleRow(
                start,
                first.price.toBigDecimal(),
                high.toBigDecimal(),
                low.toBigDecimal(),
                last.price.toBigDecimal(),
                volume,
                quoteVolume,
                tradeCount);
    }

    private void take(MarketTrade trade) {
        BigDecimal size = trade.size().toBigDecimal();
        volume = volume.add(size);
        quoteVolume = quoteVolume.add(trade.price().toBigDecimal().multiply(size));
        tradeCount++;
    }

    /** Trades of a minute are ordered by time, then by id. */
    private static final class TradeOrder {
        private Instant time = Instant.MIN;
        private long tradeId;
        private Price price = new Price(0);

        void be(MarketTrade trade) {
            time = trade.time();
            tradeId = trade.tradeId();
            price = trade.price();
        }

        boolean isAfter(MarketTrade trade) {
            int byTime = time.compareTo(trade.time());
            return byTime > 0 || (byTime == 0 && tradeId > trade.tradeId());
        }
    }
}
