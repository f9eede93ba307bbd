package lab.lancer.pattern;

import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean of the matches' outcomes, and between which bounds it lies.
 *
 * @param interval empty for a single match, of which nothing can be said
 */
public record MeanOutcome(double pct, Optional<Interval> interval, int matches) {
    /** Two-sided, at {@value PatternRules#CONFIDENCE}. */
    public record Interval(double lowPct, double highPct) {}

    static MeanOutcome of(List<Match> matches) {
        int n = matches.size();
        double mean = matches.stream().mapToDouble(Match::outcomePct).sum() / n;
        if (n < 2) {
            return new MeanOutcome(mean, Optional.empty(), n);
        }
        double squares = 0;
        for (Match match : matches) {
            double off = match.outcomePct() - mean;
            squares += off * off;
        }
        double error = Math.sqrt(squares / (n - 1) / n);
        double half = quantile(n - 1) * error;
        return new MeanOutcome(mean, Optional.of(new Interval(mean - half, mean + half)), n);
    }

    private static double quantile(int degrees) {
        return TDistribution.of(degrees)
                .inverseSurvivalProbability((1 - PatternRules.CONFIDENCE) / 2);
    }

    /** In words, for whoever reads the numbers. */
    public String method() {
        return "Student t, %.0f %%, %d matches".formatted(100 * PatternRules.CONFIDENCE, matches);
    }
}
