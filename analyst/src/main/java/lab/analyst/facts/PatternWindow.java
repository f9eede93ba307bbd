package lab.analyst.facts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.Candle;

/** The last hour of candles, as patterns are made of: without a gap, and not flat. */
public final class PatternWindow {
    private static final int MINUTES = 60;
    private static final MathContext PRECISION = MathContext.DECIMAL64;

    /** The pattern service leaves out hours that move less than this share of their mean. */
    private static final BigDecimal MOVES_MIN = new BigDecimal("0.0005");

    private PatternWindow() {}

    /** Where it ends; nothing if these candles, oldest first, end with no such hour. */
    public static Optional<Instant> endOf(List<Candle> candles) {
        if (candles.size() < MINUTES) {
            return Optional.empty();
        }
        List<Candle> hour = candles.subList(candles.size() - MINUTES, candles.size());
        Instant end = hour.getLast().end();
        boolean isWhole = hour.getFirst().start().plus(Duration.ofMinutes(MINUTES)).equals(end);
        return isWhole && moves(hour) ? Optional.of(end) : Optional.empty();
    }

    private static boolean moves(List<Candle> hour) {
        List<BigDecimal> closes = hour.stream().map(it -> it.close().toBigDecimal()).toList();
        BigDecimal mean = Statistics.mean(closes);
        return Statistics.deviation(closes, mean).compareTo(mean.multiply(MOVES_MIN, PRECISION))
                >= 0;
    }
}
