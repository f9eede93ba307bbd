package lab.topics.producer;

import java.time.Duration;
import lab.topics.Topic;

/**
 * Says where a writer of a market has to put a fence.
 *
 * <p>Writers gather: within what they gather, heartbeats travel after everything else. So a trade
 * may overtake a heartbeat that was told before it, and readers take that for order as long as the
 * two are near in time. A trade that is minutes later than any heartbeat means something else to
 * them: that heartbeats have ceased, and that nobody need wait for the prices that they stand for.
 * Hence nothing may overtake a heartbeat that is older by {@link #MAX}. Until the first heartbeat
 * is on its way a reader has only the messages to go by, and takes a market that shows more than
 * {@link #MAX_WITHOUT} without one for a market that has none; so what comes first is kept short.
 *
 * <p>One thread.
 */
public final class HeartbeatSpan {
    /** Less than what a desk takes for the end of heartbeats, five minutes. */
    public static final Duration MAX = Duration.ofMinutes(4);

    /** Less than what a desk takes for a market without heartbeats, ten seconds. */
    public static final Duration MAX_WITHOUT = Duration.ofSeconds(5);

    private static final long NONE = Long.MAX_VALUE;

    private long oldest = NONE;
    private boolean hasSeenHeartbeat;

    /** Whether one stands before the last fence. */
    private boolean hasHeartbeats;

    /**
     * Looks at the next message.
     *
     * @param micros its event time
     * @return whether a fence belongs before it
     */
    public boolean endsBefore(Topic topic, long micros) {
        boolean isHeartbeat = topic == Topic.HEARTBEATS;
        hasSeenHeartbeat |= isHeartbeat;
        boolean ends = !isHeartbeat && oldest != NONE && micros - oldest > max();
        if (ends) {
            oldest = NONE;
            hasHeartbeats = hasSeenHeartbeat;
        }
        if (isHeartbeat || !hasHeartbeats) {
            oldest = Math.min(oldest, micros);
        }
        return ends;
    }

    private long max() {
        return (hasHeartbeats ? MAX : MAX_WITHOUT).toNanos() / 1_000;
    }
}
