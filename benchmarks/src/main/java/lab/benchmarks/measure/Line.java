package lab.benchmarks.measure;

import java.util.Optional;

/**
 * One line of the report.
 *
 * @param benchmark that it belongs to
 * @param what was measured
 * @param ratio of this median to that of another line of the same run
 * @param aim what the ratio, or else the number itself, should be, in words
 */
public record Line(
        String benchmark,
        String what,
        Spread spread,
        String unit,
        Optional<Ratio> ratio,
        Optional<String> aim) {

    /**
     * What the number is beside another.
     *
     * @param over the other line's {@code what}
     */
    public record Ratio(double value, String over) {}

    public static Line of(String benchmark, String what, Spread spread, String unit) {
        return new Line(benchmark, what, spread, unit, Optional.empty(), Optional.empty());
    }

    /** This line, compared with another. */
    public Line over(Line other) {
        var compared = new Ratio(spread.median() / other.spread.median(), other.what);
        return new Line(benchmark, what, spread, unit, Optional.of(compared), aim);
    }

    public Line aimingAt(String words) {
        return new Line(benchmark, what, spread, unit, ratio, Optional.of(words));
    }
}
