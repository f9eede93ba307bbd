package lab.analyst.facts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;

/**
 * All that is known of a pair at a moment.
 *
 * @param candlesUpTo the end of the newest candle that is in it
 */
public record FactSheet(
        Pair pair,
        Instant time,
        Instant candlesUpTo,
        List<Fact> facts,
        Trend trend,
        Optional<Patterns.Match> topMatch) {
    public FactSheet {
        facts = List.copyOf(facts);
    }

    /** All of it, as a commentator may see it. */
    public ShownFacts open() {
        return new ShownFacts(Optional.of(pair), Optional.of(time), facts);
    }

    /** Without what tells which market and which day it is. */
    public ShownFacts masked() {
        return Masking.of(this);
    }
}
