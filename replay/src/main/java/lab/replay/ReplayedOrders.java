package lab.replay;

import java.util.Locale;

/** Whose orders a replay has. */
public enum ReplayedOrders {
    /** The strategies decide again: what is replayed is the market, and what clearing cost. */
    DECIDED_ANEW,

    /** Those that were sent then, each at its place between the ticks; nobody else may send any. */
    RECORDED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
