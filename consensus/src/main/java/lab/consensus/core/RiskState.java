package lab.consensus.core;

/** What an account may do. */
public enum RiskState {
    ACTIVE(0),
    /** It may only sell. */
    REDUCING(1),
    /** It may do nothing. */
    HALTED(2);

    private final int level;

    RiskState(int level) {
        this.level = level;
    }

    /** As a number, for charts: 0, 1, 2. */
    public int level() {
        return level;
    }
}
