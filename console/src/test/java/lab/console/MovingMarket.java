package lab.console;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import lab.console.market.LiveMarket;
import lab.console.market.MarketTick;
import lab.console.market.MarketTrade;
import lab.domain.Pair;
import lab.domain.Price;
import lab.domain.Quantity;

/** A market of a few pairs of very different prices that moves at random, the same for a seed. */
final class MovingMarket {
    private static final double STEP = 0.0004;

    private final LiveMarket market;
    private final Random random;
    private final Map<String, Walk> walks = new TreeMap<>();

    MovingMarket(LiveMarket market, long seed) {
        this.market = market;
        this.random = new Random(seed);
        walk("AVAX-USD", "21.37", 2);
        walk("BTC-USD", "64251.50", 2);
        walk("DASH-BTC", "0.005137", 6);
        walk("DOGE-USD", "0.16234", 5);
        walk("ETH-USD", "3120.44", 2);
        walk("LINK-USD", "14.231", 3);
        walk("SKL-BTC", "0.00000985", 8);
        walk("SOL-USD", "142.07", 2);
    }

    /** Trades of every pair from then to now, but for an hour ago, when nobody traded. */
    void past(Instant now, Duration length, Duration between) {
        for (Instant at = now.minus(length); at.isBefore(now); at = at.plus(between)) {
            long minutesAgo = ChronoUnit.MINUTES.between(at, now);
            if (minutesAgo < 38 || minutesAgo > 41) {
                step(at);
            }
        }
    }

    /** A trade and a tick of every pair. */
    void step(Instant at) {
        new ArrayList<>(walks.values()).forEach(walk -> walk.step(at));
    }

    private void walk(String pair, String price, int places) {
        walks.put(pair, new Walk(new Pair(pair), new BigDecimal(price), places));
    }

    private final class Walk {
        private final Pair pair;
        private final int places;
        private final BigDecimal increment;
        private BigDecimal price;
        private long trades;

        Walk(Pair pair, BigDecimal price, int places) {
            this.pair = pair;
            this.price = price;
            this.places = places;
            this.increment = BigDecimal.ONE.movePointLeft(places);
        }

        void step(Instant at) {
            Instant time = at.truncatedTo(ChronoUnit.MICROS);
            double factor = 1 + random.nextGaussian() * STEP;
            price =
                    price.multiply(BigDecimal.valueOf(factor))
                            .setScale(places, RoundingMode.HALF_UP)
                            .max(increment);
            // Coarse prices would stand still: they move by one step now and then
            if (random.nextInt(4) == 0) {
                price = price.add(random.nextBoolean() ? increment : increment.negate());
                price = price.max(increment.add(increment));
            }
            trades++;
            var size = Quantity.of(BigDecimal.valueOf(1 + random.nextInt(9_999), 4).toString());
            market.onTrade(new MarketTrade(pair, trades, time, of(price), size, Optional.empty()));
            market.onTick(
                    new MarketTick(
                            pair,
                            trades,
                            time,
                            of(price),
                            of(price.subtract(increment)),
                            of(price.add(increment)),
                            BigDecimal.valueOf(12_345_678 + trades, 3)));
        }
    }

    static List<String> pairs() {
        return List.of(
                "AVAX-USD",
                "BTC-USD",
                "DASH-BTC",
                "DOGE-USD",
                "ETH-USD",
                "LINK-USD",
                "SKL-BTC",
                "SOL-USD");
    }

    private static Price of(BigDecimal price) {
        return Price.of(price.toPlainString());
    }
}
