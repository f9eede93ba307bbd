package lab.lancer.warm;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import lab.domain.Pair;

/**
 * A stretch of a pair's candles that a rule of the data's quality found to be wrong.
 *
 * @param pair nothing if it is of all
 * @param from event time of the first fault
 * @param to event time of the last
 * @param rule that found it
 */
public record Doubt(Optional<Pair> pair, Instant from, Instant to, String rule) {
    private static final int SECONDS_A_MINUTE = 60;

    public boolean isOf(Pair one) {
        return pair.isEmpty() || pair.get().equals(one);
    }

    /** Whether the candle of a minute since 1970 is within it. */
    public boolean covers(int minute) {
        return minute >= firstMinute() && minute <= lastMinute();
    }

    /** Whether a candle between two moments is within it. */
    public boolean touches(Instant begin, Instant end) {
        return from.truncatedTo(ChronoUnit.MINUTES).isBefore(end)
                && Instant.ofEpochSecond((lastMinute() + 1L) * SECONDS_A_MINUTE).isAfter(begin);
    }

    private long firstMinute() {
        return Math.floorDiv(from.getEpochSecond(), (long) SECONDS_A_MINUTE);
    }

    /** One that ends with a full minute does not reach into the next. */
    private long lastMinute() {
        Instant last = to.isAfter(from) ? to.minus(Duration.ofNanos(1)) : to;
        return Math.floorDiv(last.getEpochSecond(), (long) SECONDS_A_MINUTE);
    }
}
