package lab.lancer;

import java.nio.file.Path;
import lab.lancer.index.IndexConfig;
import lab.lancer.pattern.PatternRules;
import lab.servicekit.Default;

/**
 * What a user may set.
 *
 * @param volatilityMinPct windows that move less, in per cent of their mean, are left out
 * @param windowsExactMax a pair with more windows is searched through Lance's index
 * @param candlesMax of all pairs together that are held in memory
 */
public record LancerSettings(
        @Default("0.05") String volatilityMinPct,
        @Default("400000") int windowsExactMax,
        @Default("6000000") int candlesMax) {

    public IndexConfig index(Path folder) {
        return new IndexConfig(
                folder,
                new PatternRules(number("volatility-min-pct", volatilityMinPct)),
                windowsExactMax,
                candlesMax);
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
