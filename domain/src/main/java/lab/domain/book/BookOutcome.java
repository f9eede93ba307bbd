package lab.domain.book;

/** What became of a snapshot or a change. */
public enum BookOutcome {
    /** A change of a book in step. */
    APPLIED,
    /** The book was out of step and is in step now. */
    JOINED,
    /** A snapshot of a book in step, which said the same. */
    CONFIRMED,
    /** A snapshot of a book in step, which said something else: it is believed. */
    DIFFERED,
    /** The book was in step and is not any more. */
    LOST,
    /** What was known already. */
    OLD,
    /** It waits for what it can be joined to, or compared with. */
    WAITS,
    /** It is of no use for a book that is out of step. */
    UNUSED
}
