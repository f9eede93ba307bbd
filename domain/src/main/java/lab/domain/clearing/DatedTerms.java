package lab.domain.clearing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The terms of clearing over time: a log of changes, of which each request finds its own.
 *
 * <p>A request goes by the last change in the log that begins at or before the request's time and
 * that the bus took before it took the request. So a change that says it began long ago changes
 * nothing that was settled, and every run finds the same terms for the same request. Before the
 * first change {@link VenueTerms#STANDARD} holds.
 */
public record DatedTerms(List<TermsChange> changes) {
    public static final DatedTerms STANDARD = new DatedTerms(List.of());

    public DatedTerms {
        changes = List.copyOf(changes);
    }

    /** These, and a change behind them in the log. */
    public DatedTerms with(TermsChange change) {
        var more = new ArrayList<>(changes);
        more.add(change);
        return new DatedTerms(more);
    }

    /**
     * What holds for a request at the venues.
     *
     * @param time the request's event time
     * @param taken when the bus took the request, by its own stamp
     */
    public VenueTerms at(Instant time, Instant taken) {
        for (int i = changes.size() - 1; i >= 0; i--) {
            TermsChange change = changes.get(i);
            if (!change.from().isAfter(time) && change.taken().isBefore(taken)) {
                return change.terms();
            }
        }
        return VenueTerms.STANDARD;
    }

    /** What holds for a request that the bus took then. */
    public ClearingTerms of(Request request, Instant taken) {
        return at(request.time(), taken).of(request);
    }

    /** What holds at an event time for a request that is yet to be made. */
    public VenueTerms at(Instant time) {
        return at(time, Instant.MAX);
    }

    /** What holds once all changes have begun: the last in the log. */
    public VenueTerms last() {
        return changes.isEmpty() ? VenueTerms.STANDARD : changes.getLast().terms();
    }
}
