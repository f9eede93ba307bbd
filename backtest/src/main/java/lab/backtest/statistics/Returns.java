package lab.backtest.statistics;

import static lab.domain.Checks.check;

import java.util.Arrays;
import java.util.OptionalDouble;

/** What was earned in each of some periods of one length, as a part of what was there before. */
public final class Returns {
    public static final double DAYS_PER_YEAR = 365;

    private final double[] values;
    private final String period;
    private final double periodsPerYear;

    /**
     * Returns of these periods.
     *
     * @param period the length's name
     * @param periodsPerYear of 365 days: the market never closes
     */
    public Returns(double[] values, String period, double periodsPerYear) {
        this.values = values.clone();
        this.period = period;
        this.periodsPerYear = periodsPerYear;
    }

    public double[] values() {
        return values.clone();
    }

    public int count() {
        return values.length;
    }

    public String period() {
        return period;
    }

    public double periodsPerYear() {
        return periodsPerYear;
    }

    /** The returns between equities, each positive. */
    public static Returns between(double[] equities, String period, double periodsPerYear) {
        double[] values = new double[Math.max(0, equities.length - 1)];
        for (int i = 0; i < values.length; i++) {
            check(equities[i] > 0, "equity: must be positive, was %s", equities[i]);
            values[i] = equities[i + 1] / equities[i] - 1;
        }
        return new Returns(values, period, periodsPerYear);
    }

    public Moments moments() {
        return Moments.of(values);
    }

    /** Standard deviation of a year. */
    public OptionalDouble volatility() {
        return values.length < 2
                ? OptionalDouble.empty()
                : OptionalDouble.of(moments().deviation() * Math.sqrt(periodsPerYear));
    }

    /** Of a year, against no return at all. */
    public OptionalDouble sharpe() {
        OptionalDouble ratio = moments().sharpe();
        return ratio.isEmpty()
                ? ratio
                : OptionalDouble.of(ratio.getAsDouble() * Math.sqrt(periodsPerYear));
    }

    /** Mean by the root of the mean square of losses, of a year; unknown without losses. */
    public OptionalDouble sortino() {
        double squares = Arrays.stream(values).map(it -> Math.min(it, 0)).map(it -> it * it).sum();
        if (values.length < 2 || squares == 0) {
            return OptionalDouble.empty();
        }
        double downside = Math.sqrt(squares / values.length);
        return OptionalDouble.of(moments().mean() / downside * Math.sqrt(periodsPerYear));
    }

    /** What all of them together come to. */
    public double total() {
        return total(values);
    }

    static double total(double[] values) {
        double product = 1;
        for (double value : values) {
            product *= 1 + value;
        }
        return product - 1;
    }

    /**
     * What is left of these when what a part of the money in the market earned is taken away: of
     * who knows nothing of what comes, on average nothing, whether the market rises or falls.
     *
     * @param part of the money that was in the market on average
     */
    public Returns beyond(Returns market, double part) {
        checkSamePeriods(market);
        double[] rest = new double[values.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = values[i] - part * market.values[i];
        }
        return new Returns(rest, period, periodsPerYear);
    }

    /** How much these go with others, -1 to 1; none where either does not vary. */
    public double correlation(Returns other) {
        checkSamePeriods(other);
        Moments own = moments();
        Moments others = other.moments();
        if (own.deviation() == 0 || others.deviation() == 0) {
            return 0;
        }
        double covariance = 0;
        for (int i = 0; i < values.length; i++) {
            covariance += (values[i] - own.mean()) * (other.values[i] - others.mean());
        }
        return covariance / (values.length - 1) / (own.deviation() * others.deviation());
    }

    private void checkSamePeriods(Returns other) {
        check(
                values.length == other.values.length,
                "returns: must be of the same periods, were %d and %d",
                values.length,
                other.values.length);
    }
}
