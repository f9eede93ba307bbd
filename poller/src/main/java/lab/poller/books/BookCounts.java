package lab.poller.books;

import java.util.concurrent.atomic.LongAdder;

/** What the books of a feed have dealt with since it started. */
public final class BookCounts {
    public final LongAdder snapshots = new LongAdder();
    public final LongAdder changes = new LongAdder();

    /** What was said of a book and could not be used: none was in step, or it could not be read. */
    public final LongAdder unused = new LongAdder();

    public final LongAdder losses = new LongAdder();
    public final LongAdder mismatches = new LongAdder();
}
