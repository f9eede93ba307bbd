package lab.analyst.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.analyst.check.Verdict;
import lab.analyst.facts.Fact;
import lab.analyst.facts.Patterns;
import lab.analyst.facts.Trend;

/**
 * What is said of a pair at a moment.
 *
 * @param timestamp the moment in seconds since 1970
 * @param time the same moment, of event time
 * @param sentiment {@code Unknown} unless the verdict is {@link Verdict#ACCEPTED}
 * @param confidence none unless it is accepted
 * @param reasons why it is to be reviewed
 * @param facts as the commentator saw them
 * @param candlesUpTo the end of the newest candle that was used
 * @param note why it was not the model that commented, if it was not
 * @param answer the key of the stored answer
 */
public record Comment(
        String pair,
        String narrative,
        long timestamp,
        Instant time,
        Occasion occasion,
        String source,
        String model,
        Optional<String> digest,
        String sentiment,
        Optional<BigDecimal> confidence,
        List<String> evidence,
        Verdict verdict,
        List<String> reasons,
        boolean masked,
        Optional<String> note,
        Trend trend,
        Optional<Patterns.Match> topMatch,
        List<Fact> facts,
        Instant candlesUpTo,
        long durationMillis,
        String answer) {
    public Comment {
        evidence = List.copyOf(evidence);
        reasons = List.copyOf(reasons);
        facts = List.copyOf(facts);
    }

    /** Why it was made. */
    public enum Occasion {
        /** Its time had come. */
        CYCLE,
        /** A desk told what it had seen: what strategies go by. */
        SEEN,
        /** Somebody asked for it. */
        REQUEST
    }
}
