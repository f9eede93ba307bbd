package lab.lancer.pattern;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the past says about a pair as of a moment.
 *
 * @param query the window that the matches are like
 * @param matches the nearest first
 * @param percentile how good the best match is by chance; empty if too little is known to say
 * @param search how the matches were found
 * @param unknown why there is no query or no match
 */
public record Answer(
        Instant asOf,
        Optional<Query> query,
        List<Match> matches,
        OptionalDouble percentile,
        BaseRate baseRate,
        Optional<MeanOutcome> meanOutcome,
        SearchKind search,
        Optional<String> unknown) {

    /** The newest window. */
    public record Query(Instant windowStart, Instant windowEnd) {}

    public Answer {
        matches = List.copyOf(matches);
    }

    /** The same, being unknown for a reason that somebody else knows. */
    public Answer unknownFor(String reason) {
        return new Answer(
                asOf,
                query,
                matches,
                percentile,
                baseRate,
                meanOutcome,
                search,
                Optional.of(reason));
    }
}
