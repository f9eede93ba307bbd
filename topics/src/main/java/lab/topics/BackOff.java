package lab.topics;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: twice as long each time, up to a bound, with jitter.
 */
public final class BackOff {
    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final RandomGenerator random;
    private final Duration first;
    private final Duration longest;
    private Duration next;

    public BackOff(RandomGenerator random) {
        this(random, FIRST, LONGEST);
    }

    public BackOff(RandomGenerator random, Duration first, Duration longest) {
        if (!first.isPositive() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "back-off: must go from something positive up, was %s to %s"
                            .formatted(first, longest));
        }
        this.random = random;
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** Half of the step for certain, the other half by chance, so that a crowd does not march. */
    public Duration nextWait() {
        long nanos = next.toNanos();
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
    }

    public void reset() {
        next = first;
    }
}
