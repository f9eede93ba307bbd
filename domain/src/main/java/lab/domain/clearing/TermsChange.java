package lab.domain.clearing;

import java.time.Instant;

/**
 * A line in the log of the terms: from an event time on, clearing goes by these.
 *
 * @param from the first event time of a request for which they hold
 * @param taken when the bus took the line, by its own stamp
 */
public record TermsChange(Instant from, Instant taken, VenueTerms terms) {
    /** Of terms that are the same at every venue. */
    public TermsChange(Instant from, Instant taken, ClearingTerms everywhere) {
        this(from, taken, VenueTerms.of(everywhere));
    }
}
