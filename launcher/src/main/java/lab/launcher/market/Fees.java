package lab.launcher.market;

import static lab.domain.Checks.broken;
import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.domain.Amounts;
import lab.domain.Pair;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.VenueTerms;

/**
 * Fees as a user gives them: {@code 0.0006,binance=0.001} is one for all venues but one.
 *
 * @param usual of all venues that have none of their own
 */
public record Fees(Optional<BigDecimal> usual, SortedMap<String, BigDecimal> byVenue) {
    public Fees {
        byVenue = Collections.unmodifiableSortedMap(new TreeMap<>(byVenue));
    }

    /** Reads them; each venue is named once at most. */
    public static Fees parse(String text) {
        Optional<BigDecimal> usual = Optional.empty();
        SortedMap<String, BigDecimal> byVenue = new TreeMap<>();
        for (String word : text.split(",", -1)) {
            int equals = word.indexOf('=');
            BigDecimal part = part(word.substring(equals + 1).strip());
            if (equals < 0) {
                check(usual.isEmpty(), "fee: must be given once for all venues, was %s", text);
                usual = Optional.of(part);
                continue;
            }
            String venue = word.substring(0, equals).strip();
            check(Pair.isVenue(venue), "fee: must be as in binance=0.001, was %s", word);
            if (byVenue.put(venue, part) != null) {
                throw broken("fee: must be given once for %s, was %s", venue, text);
            }
        }
        return new Fees(usual, byVenue);
    }

    private static BigDecimal part(String text) {
        BigDecimal part = Amounts.parse("fee", text);
        check(
                part.signum() >= 0 && part.compareTo(BigDecimal.ONE) < 0,
                "fee: must be 0 or more and less than 1, was %s",
                text);
        return part;
    }

    /** These, and the others as they are. */
    public VenueTerms over(VenueTerms last) {
        ClearingTerms terms = last.usual();
        var fees = new TreeMap<>(last.fees());
        fees.putAll(byVenue);
        return new VenueTerms(usual.map(terms::withFee).orElse(terms), fees);
    }
}
