package lab.consensus.strategy;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What came of past hours that looked like the newest one.
 *
 * @param percentile how good the best match is by chance, 0 to 1; unknown where too little history
 *     is there to say
 * @param meanOutcomePct of the matches, an hour later, in per cent
 * @param lowPct the lower bound of what that mean may be, with 95 % confidence; none for a single
 *     match
 * @param baseRatePct the mean of all windows
 */
public record PatternSignal(
        Knowable<BigDecimal> percentile,
        BigDecimal meanOutcomePct,
        Optional<BigDecimal> lowPct,
        BigDecimal baseRatePct) {}
