package lab.analyst.check;

/** Whether an answer may be believed. */
public enum Verdict {
    /** Each of its numbers and ids is among the facts. */
    ACCEPTED,
    /** For people to look at; to a strategy it is unknown. */
    REVIEW
}
