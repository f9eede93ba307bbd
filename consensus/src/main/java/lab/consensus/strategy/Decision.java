package lab.consensus.strategy;

/** What a strategy wants to do with a pair, and why in a few words. */
public sealed interface Decision {
    /** Buy for the size of a trade. */
    record Buy(String why) implements Decision {}

    /** Sell all that is held. */
    record Sell(String why) implements Decision {}

    record Hold(String why) implements Decision {}
}
