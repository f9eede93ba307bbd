package lab.poller.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often a connection may be tried: exchanges bar an address that tries too often. */
final class ConnectionLimit {
    private final int attemptsMax;
    private final Duration within;
    private final Deque<Long> attempts = new ArrayDeque<>();

    ConnectionLimit(int attemptsMax, Duration within) {
        this.attemptsMax = attemptsMax;
        this.within = within;
    }

    /** How long to wait before the next attempt; where it is nothing, the attempt counts. */
    Duration untilNext(long nowNanos) {
        while (!attempts.isEmpty() && nowNanos - attempts.getFirst() >= within.toNanos()) {
            attempts.removeFirst();
        }
        if (attempts.size() < attemptsMax) {
            attempts.addLast(nowNanos);
            return Duration.ZERO;
        }
        return within.minusNanos(nowNanos - attempts.getFirst());
    }
}
