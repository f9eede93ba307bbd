package lab.consensus.strategy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import lab.domain.Candle;

/**
 * Goes with the last half hour: buys when the newest close is at least 0.2 % above the mean close
 * of the last 30 minutes, sells when it is below the mean.
 *
 * <p>It wants at least 20 candles in these minutes, and the newest of them no older than three
 * minutes: a market that hardly trades has no momentum. The band of 0.2 % is less than a round trip
 * costs, so it is an example and no advice.
 */
public final class Momentum implements Strategy {
    private static final Duration LOOK_BACK = Duration.ofMinutes(30);
    private static final Duration NEWEST_AGE_MAX = Duration.ofMinutes(3);
    private static final int CANDLES_MIN = 20;
    private static final BigDecimal ENTRY = new BigDecimal("1.002");
    private static final int PLACES = 12;

    @Override
    public String name() {
        return "momentum";
    }

    @Override
    public Set<Reads> reads() {
        return Set.of();
    }

    @Override
    public Decision decide(View view) {
        if (view.quote() instanceof Knowable.Unknown<?>(var reason)) {
            return new Decision.Hold(reason);
        }
        List<Candle> recent =
                view.candles().stream()
                        .filter(candle -> candle.end().isAfter(view.time().minus(LOOK_BACK)))
                        .toList();
        if (recent.size() < CANDLES_MIN
                || recent.getLast().end().isBefore(view.time().minus(NEWEST_AGE_MAX))) {
            return new Decision.Hold("too few candles");
        }
        BigDecimal newest = recent.getLast().close().toBigDecimal();
        BigDecimal mean = mean(recent);
        if (view.holding().isHolding()) {
            return newest.compareTo(mean) < 0
                    ? new Decision.Sell("the newest close is below the mean")
                    : new Decision.Hold("the newest close is not below the mean");
        }
        return newest.compareTo(mean.multiply(ENTRY)) >= 0
                ? new Decision.Buy("the newest close is 0.2 % above the mean")
                : new Decision.Hold("the newest close is near the mean");
    }

    private static BigDecimal mean(List<Candle> candles) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Candle candle : candles) {
            sum = sum.add(candle.close().toBigDecimal());
        }
        return sum.divide(BigDecimal.valueOf(candles.size()), PLACES, RoundingMode.HALF_EVEN);
    }
}
