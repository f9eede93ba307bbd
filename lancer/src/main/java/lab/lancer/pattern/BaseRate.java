package lab.lancer.pattern;

/**
 * How all windows of a pair came out whose outcome was known: what a match has to be better than.
 *
 * @param windows how many
 * @param outcomeSumPct of their outcomes
 * @param gains how many came out above zero
 */
public record BaseRate(int windows, double outcomeSumPct, int gains) {
    static final BaseRate NONE = new BaseRate(0, 0, 0);

    /** Not a number if there are none. */
    public double meanOutcomePct() {
        return outcomeSumPct / windows;
    }

    public double sharePositive() {
        return (double) gains / windows;
    }
}
