package lab.poller;

import java.util.concurrent.atomic.LongAdder;

/** What a poller has dealt with since it started. */
public final class Counts {
    final LongAdder frames = new LongAdder();
    final LongAdder trades = new LongAdder();

    /** Trades whose id came before with other content, in all runs of the feed. */
    final LongAdder conflicting = new LongAdder();

    final LongAdder ticks = new LongAdder();
    final LongAdder heartbeats = new LongAdder();
    final LongAdder deadLetters = new LongAdder();
    public final LongAdder bookSnapshots = new LongAdder();
    public final LongAdder bookChanges = new LongAdder();

    /** What was said of a book and could not be used: none was in step, or it could not be read. */
    public final LongAdder bookUnused = new LongAdder();

    public final LongAdder bookLosses = new LongAdder();
    public final LongAdder bookMismatches = new LongAdder();
}
