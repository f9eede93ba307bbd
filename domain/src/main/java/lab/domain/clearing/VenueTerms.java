package lab.domain.clearing;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.Pair;

/**
 * The terms of clearing at all venues: the usual ones, and the fees of venues that take another.
 *
 * @param usual those of the lab's own exchange, and of every venue that is not named here
 * @param fees by the venue in a pair's name, each a part of the notional
 */
public record VenueTerms(ClearingTerms usual, SortedMap<String, BigDecimal> fees) {
    public static final VenueTerms STANDARD = of(ClearingTerms.STANDARD);

    public VenueTerms {
        SortedMap<String, BigDecimal> checked = new TreeMap<>();
        for (var fee : fees.entrySet()) {
            check(Pair.isVenue(fee.getKey()), "venue: must be 1 to 16 of a-z 0-9, was %s", fee);
            checked.put(fee.getKey(), usual.withFee(fee.getValue()).feeRate());
        }
        fees = Collections.unmodifiableSortedMap(checked);
    }

    /** The same at every venue. */
    public static VenueTerms of(ClearingTerms everywhere) {
        return new VenueTerms(everywhere, Collections.emptySortedMap());
    }

    /** What holds for an order of this pair. */
    public ClearingTerms of(Pair pair) {
        return pair.venue()
                .flatMap(venue -> Optional.ofNullable(fees.get(venue)))
                .map(usual::withFee)
                .orElse(usual);
    }

    /** What holds for a request; funds are given at no venue. */
    public ClearingTerms of(Request request) {
        return switch (request) {
            case OrderRequest order -> of(order.pair());
            case FundRequest _ -> usual;
        };
    }
}
