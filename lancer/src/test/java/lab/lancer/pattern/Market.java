package lab.lancer.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Candles of a made-up market: a random walk with gaps, and with an hour or two in which nothing
 * moves.
 */
public final class Market {
    /** A full hour. */
    public static final int START = 27_000_000 / 60 * 60;

    private Market() {}

    /** So many minutes, of which some have no candle. */
    public static List<CandleClose> minutes(int count, long seed) {
        var random = new Random(seed);
        List<CandleClose> candles = new ArrayList<>();
        double price = 100;
        int flatUntil = 0;
        for (int i = 0; i < count; i++) {
            if (random.nextInt(2_000) == 0) {
                flatUntil = i + 100;
            }
            if (i > flatUntil) {
                price *= 1 + random.nextGaussian() * 0.001;
            }
            boolean isGap = random.nextInt(700) == 0;
            if (!isGap) {
                double close = Math.round(price * 100) / 100.0;
                candles.add(new CandleClose(START + i, close, random.nextBoolean()));
            }
        }
        return candles;
    }
}
