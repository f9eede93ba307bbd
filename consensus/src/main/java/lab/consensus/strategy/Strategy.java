package lab.consensus.strategy;

/**
 * A rule that turns what was knowable into a decision.
 *
 * <p>It is a function: the same view, the same decision. It has no clock, no chance, no I/O and no
 * memory of its own; what happened before is in the candles and in its account. Sizes and limits
 * are not its business.
 */
public interface Strategy {
    /** Which is also the name of its account: 1 to 32 of {@code a-z 0-9 -}. */
    String name();

    /** Whether it reads what the pattern and the commentary service say: else nobody asks them. */
    default boolean readsSignals() {
        return true;
    }

    Decision decide(View view);
}
