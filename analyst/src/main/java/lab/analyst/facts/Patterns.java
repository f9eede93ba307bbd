package lab.analyst.facts;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came after past hours that looked like this one.
 *
 * @param matches the nearest first
 * @param percentile how good the best match is by chance, 0 to 1
 */
public record Patterns(
        List<Match> matches, Optional<BigDecimal> percentile, Optional<BaseRate> baseRate) {
    public Patterns {
        matches = List.copyOf(matches);
    }

    /** One past hour, and what the price did in the hour after it. */
    public record Match(
            Instant windowStart, Instant windowEnd, BigDecimal similarity, BigDecimal outcomePct) {}

    /** What the price did after all past hours of the pair. */
    public record BaseRate(long windows, BigDecimal meanOutcomePct, BigDecimal sharePositive) {}
}
