package lab.analyst.facts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/** Facts of past hours that looked like this one, beside what happened on the whole. */
final class PatternFacts {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int OUTCOME_MINUTES = 60;
    private static final int PLACES = 3;

    private PatternFacts() {}

    static void addTo(List<Fact> facts, Patterns patterns) {
        if (patterns.matches().isEmpty()) {
            return;
        }
        facts.add(
                Fact.number(
                        "pattern_matches",
                        "past hours that looked most like the last hour",
                        patterns.matches().size(),
                        Unit.COUNT));
        facts.add(
                Fact.number(
                        "pattern_similarity",
                        "how like the last hour the best of them is, 0 to 1",
                        rounded(patterns.matches().getFirst().similarity()),
                        Unit.RATIO));
        facts.add(
                Fact.number(
                        "pattern_outcome",
                        "mean change of the price in the hour after them",
                        rounded(meanOutcome(patterns)),
                        Unit.PERCENT));
        facts.add(
                Fact.number(
                        "pattern_horizon",
                        "minutes after which that was measured",
                        OUTCOME_MINUTES,
                        Unit.MINUTES));
        patterns.percentile()
                .ifPresent(share ->
                        facts.add(
                                Fact.number(
                                        "pattern_percentile",
                                        "share of past hours whose best match was no better",
                                        rounded(share.multiply(HUNDRED)),
                                        Unit.PERCENT)));
        patterns.baseRate().ifPresent(rate -> addBaseRate(facts, rate));
    }

    private static void addBaseRate(List<Fact> facts, Patterns.BaseRate rate) {
        facts.add(
                Fact.number(
                        "base_rate_outcome",
                        "mean change of the price in the hour after any past hour",
                        rounded(rate.meanOutcomePct()),
                        Unit.PERCENT));
        facts.add(
                Fact.number(
                        "base_rate_positive",
                        "share of past hours after which the price rose",
                        rounded(rate.sharePositive().multiply(HUNDRED)),
                        Unit.PERCENT));
        facts.add(
                Fact.number(
                        "base_rate_windows",
                        "past hours that were looked at",
                        rate.windows(),
                        Unit.COUNT));
    }

    private static BigDecimal meanOutcome(Patterns patterns) {
        return patterns.matches().stream()
                .map(Patterns.Match::outcomePct)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(BigDecimal.valueOf(patterns.matches().size()), MathContext.DECIMAL64);
    }

    private static BigDecimal rounded(BigDecimal value) {
        return value.setScale(PLACES, RoundingMode.HALF_EVEN);
    }
}
