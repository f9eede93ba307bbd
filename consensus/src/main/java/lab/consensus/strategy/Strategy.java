package lab.consensus.strategy;

import java.util.Locale;
import java.util.Set;

/**
 * A rule that turns what was knowable into a decision.
 *
 * <p>It is a function: the same view, the same decision. It has no clock, no chance, no I/O and no
 * memory of its own; what happened before is in the candles and in its account. Sizes and limits
 * are not its business.
 */
public interface Strategy {
    /** Of an account's name. */
    int NAME_LENGTH_MAX = 32;

    /**
     * Which is also the name of its account: 1 to 32 of {@code a-z 0-9 -}. Unless it says otherwise
     * that of its class, {@code my-rule} of {@code MyRule}.
     */
    default String name() {
        return accountOf(getClass().getSimpleName());
    }

    /** The account of a class: {@code my-rule} of {@code MyRule}. */
    static String accountOf(String className) {
        String name =
                className
                        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-");
        return name.substring(0, Math.min(NAME_LENGTH_MAX, name.length()));
    }

    /** Which code with which settings it is. That of the lab's own strategies is the lab's. */
    default String version() {
        return name();
    }

    /** What it reads beside candles and quotes. */
    enum Reads {
        /** A service's words. */
        PATTERNS,
        /** A service's words. */
        COMMENTARY,
        /** The order book, which stands on the bus as quotes do. */
        BOOK;

        /** Whether somebody is to be asked for it, who may answer otherwise another time. */
        boolean isOfService() {
            return this != BOOK;
        }
    }

    /** What it does not name here it does not see. */
    default Set<Reads> reads() {
        return Set.of();
    }

    /** Whether it reads what a service says. Where nobody does, nobody is asked. */
    static boolean asks(Strategy strategy) {
        return strategy.reads().stream().anyMatch(Reads::isOfService);
    }

    /** Whether it reads the order book. */
    static boolean readsBook(Strategy strategy) {
        return strategy.reads().contains(Reads.BOOK);
    }

    Decision decide(View view);
}
