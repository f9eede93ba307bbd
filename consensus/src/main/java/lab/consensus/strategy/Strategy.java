package lab.consensus.strategy;

import java.util.Set;

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

    /** A service whose words it reads. */
    enum Reads {
        PATTERNS,
        COMMENTARY
    }

    /** Where nobody reads anything, nobody is asked. */
    Set<Reads> reads();

    Decision decide(View view);
}
