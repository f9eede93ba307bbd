package lab.poller.binance;

import java.time.Duration;

/**
 * What may be asked over REST: each question has a weight, and an address may use so much a minute.
 * What was not used is there at once, so that the books of a few pairs come without a wait.
 */
final class WeightBudget {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final int aMinute;
    private double left;
    private long filledAtNanos;

    WeightBudget(int aMinute, long nowNanos) {
        this.aMinute = aMinute;
        this.left = aMinute;
        this.filledAtNanos = nowNanos;
    }

    /** How long to wait before a question; where it is nothing, its weight is spent. */
    synchronized Duration spend(int weight, long nowNanos) {
        double added = (double) aMinute * (nowNanos - filledAtNanos) / MINUTE.toNanos();
        left = Math.min(aMinute, left + added);
        filledAtNanos = nowNanos;
        if (left >= weight) {
            left -= weight;
            return Duration.ZERO;
        }
        double missing = (weight - left) / aMinute;
        return Duration.ofNanos(1 + (long) (missing * MINUTE.toNanos()));
    }
}
