package lab.launcher.market;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import lab.console.PipelineStatus;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.DatedTerms;
import lab.domain.clearing.TermsChange;
import lab.domain.clearing.VenueTerms;

/** The terms of clearing as they are shown: those in force, since when, and what comes next. */
public final class ShownTerms {
    private ShownTerms() {}

    /**
     * As a request would find them that is made at the newest event time.
     *
     * @return none where they depend on event time and that is not known
     */
    public static Optional<PipelineStatus.Terms> of(DatedTerms dated, Optional<Instant> newest) {
        boolean isAlways =
                dated.changes().stream()
                        .allMatch(change -> !change.from().isAfter(TermsDesk.BEGINNING));
        return newest.or(() -> isAlways ? Optional.of(TermsDesk.BEGINNING) : Optional.empty())
                .map(now -> at(dated, now));
    }

    private static PipelineStatus.Terms at(DatedTerms dated, Instant now) {
        Optional<TermsChange> inForce =
                dated.changes().reversed().stream()
                        .filter(change -> !change.from().isAfter(now))
                        .findFirst();
        Optional<TermsChange> next =
                dated.changes().stream()
                        .filter(change -> change.from().isAfter(now))
                        .min(Comparator.comparing(TermsChange::from));
        return shown(
                inForce.map(TermsChange::terms).orElse(VenueTerms.STANDARD),
                inForce.map(TermsChange::from).filter(TermsDesk.BEGINNING::isBefore),
                next.map(change ->
                        shown(
                                dated.at(change.from()),
                                Optional.of(change.from()),
                                Optional.empty())));
    }

    private static PipelineStatus.Terms shown(
            VenueTerms all, Optional<Instant> from, Optional<PipelineStatus.Terms> next) {
        ClearingTerms terms = all.usual();
        return new PipelineStatus.Terms(
                terms.feeRate(),
                all.fees(),
                terms.slippage(),
                terms.quoteWait().toMillis(),
                from,
                next);
    }
}
