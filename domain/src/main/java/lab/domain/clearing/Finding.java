package lab.domain.clearing;

/** What is known about a request on its way through the clearing house. */
public sealed interface Finding {
    /** A valid fund: nothing more to find out. */
    record Fund() implements Finding {}

    /** A valid order of a funded account, which now needs its quote. */
    record QuoteWanted() implements Finding {}

    /** The order's quote is found; whether the account can afford it is not yet known. */
    record Quoted(Quote quote) implements Finding {}

    /** It will be rejected, whatever the account holds. */
    record Refused(RejectReason reason) implements Finding {}
}
