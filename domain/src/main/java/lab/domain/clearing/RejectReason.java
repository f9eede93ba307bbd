package lab.domain.clearing;

/** Why a request was turned down, in the order in which the rules are asked. */
public enum RejectReason {
    /** A fund's amount is not positive or has more than 8 places. */
    INVALID_AMOUNT,
    /** The side is neither {@code BUY} nor {@code SELL}. */
    INVALID_SIDE,
    /** An order's quantity is not positive or has more than 8 places. */
    INVALID_QUANTITY,
    /** Nothing was funded before it in the log. */
    UNKNOWN_ACCOUNT,
    /** No quote came in time. */
    NO_QUOTE,
    /** It came when the quotes of its time were no longer kept. */
    TOO_LATE,
    INSUFFICIENT_CASH,
    INSUFFICIENT_POSITION
}
