package lab.analyst.facts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.Set;

/**
 * Takes from facts what a model could remember a day by: names and times, the level of prices (they
 * become an index), amounts, and how long the history is.
 */
final class Masking {
    private static final BigDecimal BASE = BigDecimal.valueOf(100);
    private static final int INDEX_PLACES = 4;
    private static final Set<String> TELLING = Set.of("base_rate_windows");

    private Masking() {}

    static ShownFacts of(FactSheet sheet) {
        BigDecimal base = sheet.trend().price15mAgo().orElse(sheet.trend().current());
        return new ShownFacts(
                Optional.empty(),
                Optional.empty(),
                sheet.facts().stream()
                        .filter(fact -> fact.unit() != Unit.QUANTITY)
                        .filter(fact -> !TELLING.contains(fact.id()))
                        .map(fact -> masked(fact, base))
                        .toList());
    }

    private static Fact masked(Fact fact, BigDecimal base) {
        if (fact.unit() != Unit.PRICE || base.signum() == 0) {
            return fact;
        }
        BigDecimal index =
                fact.amount()
                        .orElseThrow()
                        .multiply(BASE)
                        .divide(base, MathContext.DECIMAL64)
                        .setScale(INDEX_PLACES, RoundingMode.HALF_EVEN);
        return Fact.number(fact.id(), fact.meaning(), index, Unit.INDEX);
    }
}
