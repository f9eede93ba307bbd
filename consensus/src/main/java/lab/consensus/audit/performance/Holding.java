package lab.consensus.audit.performance;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What is held of one asset, what it cost on average, and its round trips. */
final class Holding {
    private BigDecimal quantity = BigDecimal.ZERO;
    private BigDecimal cost = BigDecimal.ZERO;
    private BigDecimal trip = BigDecimal.ZERO;

    BigDecimal quantity() {
        return quantity;
    }

    BigDecimal cost() {
        return cost;
    }

    void add(BigDecimal more, BigDecimal paid) {
        quantity = quantity.add(more);
        cost = cost.add(paid);
    }

    /** Takes some away; says what it brought above its average cost. */
    BigDecimal take(BigDecimal less, BigDecimal brought) {
        BigDecimal part =
                less.compareTo(quantity) >= 0
                        ? cost
                        : cost.multiply(less)
                                .divide(quantity, LastPrices.PLACES, RoundingMode.HALF_EVEN);
        quantity = quantity.subtract(less);
        cost = cost.subtract(part);
        BigDecimal gain = brought.subtract(part);
        trip = trip.add(gain);
        return gain;
    }

    void fee(BigDecimal fee) {
        trip = trip.subtract(fee);
    }

    /** What the round trip came to that has ended just now, all of it being sold. */
    BigDecimal endTrip() {
        BigDecimal ended = trip;
        trip = BigDecimal.ZERO;
        return ended;
    }
}
