package lab.lancer.pattern;

/** How matches are found. */
public enum SearchKind {
    /** Every window is looked at. */
    EXACT,
    /** An index proposes those that are looked at, and may miss one. */
    INDEX
}
