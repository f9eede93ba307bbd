package lab.lancer;

import java.nio.file.Path;
import java.time.Duration;
import lab.lancer.annotation.AnnotationRule;
import lab.lancer.index.IndexConfig;
import lab.lancer.pattern.PatternRules;
import lab.servicekit.config.Default;

/**
 * What a user may set.
 *
 * @param volatilityMinPct windows that move less, in per cent of their mean, are left out
 * @param windowsExactMax a pair with more windows is searched through Lance's index
 * @param candlesMax of all pairs together that are held in memory
 * @param annotationPercentile what a match has to be better than to be annotated, 0 to 1
 * @param annotationCoolDown how long, of event time, a pair has no other annotation after one
 */
public record LancerSettings(
        @Default("0.05") String volatilityMinPct,
        @Default("2000000") int windowsExactMax,
        @Default("6000000") int candlesMax,
        @Default("0.95") String annotationPercentile,
        @Default("1h") Duration annotationCoolDown) {

    public IndexConfig index(Path folder) {
        return new IndexConfig(
                folder,
                new PatternRules(number("volatility-min-pct", volatilityMinPct)),
                windowsExactMax,
                candlesMax);
    }

    public AnnotationRule annotations() {
        return new AnnotationRule(
                number("annotation-percentile", annotationPercentile), annotationCoolDown);
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s: must be a number, was \"%s\"".formatted(name, text), e);
        }
    }
}
