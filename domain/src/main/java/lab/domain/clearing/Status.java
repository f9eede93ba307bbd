package lab.domain.clearing;

/** What became of a request. */
public enum Status {
    FUNDED,
    FILLED,
    REJECTED
}
