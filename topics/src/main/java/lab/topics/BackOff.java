package lab.topics;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, up to a bound, with jitter.
 */
final class BackOff {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final RandomGenerator random;
    private Duration next = FIRST;

    BackOff(RandomGenerator random) {
        this.random = random;
    }

    /** Half of the step for certain, the other half by chance, so that a crowd does not march. */
    Duration nextWait() {
        long nanos = next.toNanos();
        next = next.compareTo(LONGEST) >= 0 ? LONGEST : next.multipliedBy(2);
        return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
    }

    void reset() {
        next = FIRST;
    }
}
