package lab.domain.book;

/** What can be said of a book: the book, or why nobody knows it. */
public sealed interface BookView {
    /** In step with the exchange's. */
    record Known(OrderBook book) implements BookView {}

    /** Out of step: nothing may be reckoned from what was known before. */
    record Unknown(String reason) implements BookView {}
}
