package lab.consensus.desk;

/** What an account may do. */
public enum RiskState {
    ACTIVE,
    /** It may only sell. */
    REDUCING,
    /** It may do nothing. */
    HALTED
}
