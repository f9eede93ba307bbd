package lab.replay;

import java.util.Locale;

/** Whose orders a replay has. */
public enum ReplayedOrders {
    /** The strategies decide again: what is replayed is the market, and what clearing cost. */
    DECIDED_ANEW,

    /**
     * Those of accounts that nobody decides for now, each at its place between the ticks; of the
     * others the strategies decide again. An order may be sent again after a crash: the clearing
     * house knows it by its id.
     */
    OF_OTHERS,

    /** Those that were sent then, each at its place between the ticks; nobody else may send any. */
    RECORDED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
