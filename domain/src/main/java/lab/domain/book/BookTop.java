package lab.domain.book;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import lab.domain.Price;
import lab.domain.Side;

/**
 * What the best levels of a book say.
 *
 * @param mid half way between the best bid and the best ask, exact
 * @param microprice the best prices, each by what is offered on the other side: nearer to the side
 *     on which less is offered; half-even to 9 places
 * @param spreadBps best ask less best bid in ten-thousandths of the mid, half-even to 8 places
 * @param near of the five best levels of each side
 * @param far of the twenty best levels
 */
public record BookTop(
        Price bid,
        Price ask,
        BigDecimal mid,
        BigDecimal microprice,
        BigDecimal spreadBps,
        Depth near,
        Depth far) {
    public static final int NEAR_LEVELS = 5;
    public static final int FAR_LEVELS = 20;

    /** Half of a hundred-millionth. */
    private static final int MID_PLACES = 9;

    private static final int PLACES = 8;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal BPS = BigDecimal.valueOf(10_000);

    /**
     * What is offered near the best prices, in the base asset.
     *
     * @param bids sum of the sizes of so many of the best bids, or of all if there are fewer
     */
    public record Depth(BigDecimal bids, BigDecimal asks) {
        /** Bids less asks by all of it: 1 if nobody sells; half-even to 8 places. */
        public BigDecimal imbalance() {
            return bids.subtract(asks).divide(bids.add(asks), PLACES, RoundingMode.HALF_EVEN);
        }

        private static Depth of(OrderBook book, int levels) {
            return new Depth(size(book.top(Side.BUY, levels)), size(book.top(Side.SELL, levels)));
        }

        private static BigDecimal size(List<BookLevel> levels) {
            return levels.stream()
                    .map(level -> level.size().toBigDecimal())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /** Empty if nobody buys or nobody sells. */
    public static Optional<BookTop> of(OrderBook book) {
        Optional<BookLevel> bid = book.best(Side.BUY);
        Optional<BookLevel> ask = book.best(Side.SELL);
        return bid.isEmpty() || ask.isEmpty()
                ? Optional.empty()
                : Optional.of(of(book, bid.get(), ask.get()));
    }

    private static BookTop of(OrderBook book, BookLevel bid, BookLevel ask) {
        BigDecimal low = bid.price().toBigDecimal();
        BigDecimal high = ask.price().toBigDecimal();
        BigDecimal bidSize = bid.size().toBigDecimal();
        BigDecimal askSize = ask.size().toBigDecimal();
        BigDecimal both = low.add(high);
        return new BookTop(
                bid.price(),
                ask.price(),
                both.divide(TWO, MID_PLACES, RoundingMode.UNNECESSARY),
                low.multiply(askSize)
                        .add(high.multiply(bidSize))
                        .divide(bidSize.add(askSize), MID_PLACES, RoundingMode.HALF_EVEN),
                high.subtract(low)
                        .multiply(BPS)
                        .multiply(TWO)
                        .divide(both, PLACES, RoundingMode.HALF_EVEN),
                Depth.of(book, NEAR_LEVELS),
                Depth.of(book, FAR_LEVELS));
    }
}
