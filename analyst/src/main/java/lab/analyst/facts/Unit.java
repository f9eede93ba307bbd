package lab.analyst.facts;

/** What a fact's value is a number of. */
public enum Unit {
    /** Of the quote asset, for one of the base. */
    PRICE,
    /** A price that was divided by another, which is 100. */
    INDEX,
    /** Of the base asset. */
    QUANTITY,
    PERCENT,
    /** One number by another. */
    RATIO,
    COUNT,
    MINUTES,
    /** No number. */
    WORD
}
