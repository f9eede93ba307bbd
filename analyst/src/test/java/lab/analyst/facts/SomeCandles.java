package lab.analyst.facts;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.domain.Pair;
import lab.domain.Price;

/** Candles for tests: one a minute, unless a test says otherwise. */
public final class SomeCandles {
    public static final Pair BTC = new Pair("BTC-USD");
    public static final Instant START = Instant.parse("2026-03-02T10:00:00Z");

    private SomeCandles() {}

    /** The candle of one minute that opened and closed at a price. */
    public static Candle candle(Pair pair, Instant start, String close, String volume) {
        Price price = Price.of(close);
        return candle(pair, start, price, price, price, new BigDecimal(volume));
    }

    public static Candle candle(
            Pair pair, Instant start, Price close, Price high, Price low, BigDecimal volume) {
        return new Candle(
                pair,
                Interval.ONE_MINUTE,
                start,
                close,
                high,
                low,
                close,
                volume,
                volume.multiply(close.toBigDecimal()),
                close.toBigDecimal(),
                3);
    }

    /** A market that wanders: the same for the same pair and number of minutes. */
    public static List<Candle> wandering(Pair pair, Instant start, int minutes, String from) {
        List<Candle> candles = new ArrayList<>();
        BigDecimal price = new BigDecimal(from);
        int seed = pair.name().hashCode();
        for (int i = 0; i < minutes; i++) {
            int step = Math.floorMod(seed * 31 + i * i * 7 + i * 13, 41) - 20;
            price =
                    price.multiply(BigDecimal.valueOf(100_000 + step * 10L))
                            .divide(BigDecimal.valueOf(100_000), 8, RoundingMode.HALF_EVEN);
            candles.add(
                    candle(
                            pair,
                            start.plus(Duration.ofMinutes(i)),
                            price.toPlainString(),
                            "1." + (10 + Math.floorMod(i * 7, 80))));
        }
        return candles;
    }
}
