package lab.poller;

import java.time.Instant;

/** Holds back a feed that could outrun those who work behind it. */
@FunctionalInterface
public interface FeedGate {
    FeedGate OPEN = _ -> {};

    /**
     * Returns when the market may go on to this time. It is asked once per second of event time,
     * and not for a live exchange, which nobody can hold back.
     */
    void awaitMayPass(Instant eventTime) throws InterruptedException;
}
