package lab.launcher.market;

import java.time.Instant;
import java.util.Optional;
import lab.console.PipelineStatus;

/** What puts a market onto the bus, and what everyone has to know about it. */
public interface LabFeed extends AutoCloseable {
    /** What it is and what it waits for, for everyone who looks at the lab. */
    PipelineStatus.Feed shown();

    /**
     * What it is, as a start tells it: that it waits for jobs which are just starting goes without
     * saying.
     */
    PipelineStatus.Feed begun();

    /** Whether it has ended and the broker has acknowledged all of it. */
    boolean isEnded();

    /** What stopped it before its end, for good. */
    Optional<String> failure();

    /** The part that it is held back for, if it has been for a while. */
    Optional<String> waitingFor();

    /** Why it gave less than it was to give, such as a recording that is cut off. */
    Optional<String> incomplete();

    /** Trades whose id came before with other content. */
    long conflicting();

    Optional<Instant> newestEventTime();

    /** What keeps it from working, if anything does. */
    Optional<String> trouble();

    @Override
    void close();
}
