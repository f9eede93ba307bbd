package lab.backtest.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The deepest fall from a height.
 *
 * @param depth as a part of the height
 * @param amount that was lost from it
 * @param recovered when the height was reached again, if it was
 * @param longest for how long at most equity was below a height of before, in this or another fall
 */
public record Drawdown(
        double depth,
        double amount,
        Instant peak,
        Instant trough,
        Optional<Instant> recovered,
        Duration longest) {

    /** Finds the deepest fall in points that are given in the order of time. */
    public static final class Finder {
        private double height = Double.NEGATIVE_INFINITY;
        private Instant heightTime = Instant.MIN;
        private double deepest;
        private double deepestAmount;
        private double deepestHeight;
        private Instant peak = Instant.MIN;
        private Instant trough = Instant.MIN;
        private Optional<Instant> recovered = Optional.empty();
        private Duration longest = Duration.ZERO;

        public void see(Instant time, double value) {
            if (value >= height) {
                if (recovered.isEmpty() && deepest > 0 && value >= deepestHeight) {
                    recovered = Optional.of(time);
                }
                height = value;
                heightTime = time;
                return;
            }
            Duration below = Duration.between(heightTime, time);
            longest = below.compareTo(longest) > 0 ? below : longest;
            double depth = 1 - value / height;
            if (depth > deepest) {
                deepest = depth;
                deepestAmount = height - value;
                deepestHeight = height;
                peak = heightTime;
                trough = time;
                recovered = Optional.empty();
            }
        }

        /** The deepest; none if it never fell. */
        public Optional<Drawdown> found() {
            return deepest == 0
                    ? Optional.empty()
                    : Optional.of(
                            new Drawdown(deepest, deepestAmount, peak, trough, recovered, longest));
        }
    }
}
