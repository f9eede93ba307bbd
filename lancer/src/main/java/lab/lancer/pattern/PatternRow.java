package lab.lancer.pattern;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A candle, and what is known of the window that ends with it: what an index keeps.
 *
 * @param window if there is one that is not flat
 * @param outcome if it is known
 * @param best how near the nearest was to a window of a full hour, once reckoned
 */
public record PatternRow(
        CandleClose candle,
        Optional<Window> window,
        Optional<Outcome> outcome,
        Optional<Best> best) {

    /** A window. */
    public static final class Window {
        private final float[] vector;
        private final double meanPrice;
        private final double volatilityPct;

        Window(float[] vector, double meanPrice, double volatilityPct) {
            this.vector = vector;
            this.meanPrice = meanPrice;
            this.volatilityPct = volatilityPct;
        }

        /** Its numbers, one for each of its candles. */
        public float at(int candle) {
            return vector[candle];
        }

        public double meanPrice() {
            return meanPrice;
        }

        public double volatilityPct() {
            return volatilityPct;
        }
    }

    /** What came of a window. */
    public record Outcome(double pct, double maxPct, double minPct) {}

    /**
     * How near the nearest was.
     *
     * @param distance empty if there was none to compare with
     */
    public record Best(OptionalDouble distance) {}
}
