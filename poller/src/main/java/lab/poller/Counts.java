package lab.poller;

import java.util.concurrent.atomic.LongAdder;

/** What a poller has dealt with since it started. */
final class Counts {
    final LongAdder frames = new LongAdder();
    final LongAdder trades = new LongAdder();

    /** Trades whose id came before with other content, in all runs of the feed. */
    final LongAdder conflicting = new LongAdder();

    final LongAdder ticks = new LongAdder();
    final LongAdder heartbeats = new LongAdder();

    /** What order books put onto the bus. */
    final LongAdder bookMessages = new LongAdder();

    final LongAdder deadLetters = new LongAdder();
}
