package lab.servicekit;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether something that was noted by the machine's clock happened lately. Such a clock may be set
 * while we wait: a moment that lies ahead of it was noted before it was set back, and counts as
 * long ago. So whoever waits for a while waits at most so long, however the clock jumps; at worst
 * he acts too early, once.
 */
public final class Lately {
    private Lately() {}

    /**
     * Whether less than so long has passed since a moment.
     *
     * @param noted by the same clock as {@code now}; {@link Instant#MIN} if it never happened
     */
    public static boolean isWithin(Duration limit, Instant noted, Instant now) {
        return !now.isBefore(noted) && now.isBefore(noted.plus(limit));
    }
}
