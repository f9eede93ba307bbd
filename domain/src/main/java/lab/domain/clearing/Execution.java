package lab.domain.clearing;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a request; there is one for each order id of an account.
 *
 * @param request as it was sent, its decimal as short as it is exact
 * @param number of the request in its account's log, from 0 on, repeats left out
 * @param reason why it was rejected; nothing else has one
 * @param time the quote's if there is one, else the request's, and that plus the wait if no quote
 *     came
 * @param quote that applied, also if the account could not afford it
 * @param fill if it was filled
 * @param cash the account's balance afterwards: of the pair's quote asset, or of the funded asset
 * @param position the account's balance of the pair's base asset afterwards; a fund has none
 * @param terms that applied
 */
public record Execution(
        Request request,
        long number,
        Status status,
        Optional<RejectReason> reason,
        Instant time,
        Optional<Quote> quote,
        Optional<Fill> fill,
        BigDecimal cash,
        Optional<BigDecimal> position,
        ClearingTerms terms) {
    public Execution {
        request = request.shortest();
        check(number >= 0, "number: must not be negative, was %d", number);
        check(
                (status == Status.REJECTED) == reason.isPresent(),
                "reason: must be given if and only if rejected, was %s of %s",
                reason,
                status);
        check(
                (status == Status.FILLED) == fill.isPresent(),
                "fill: must be given if and only if filled, was %s of %s",
                fill,
                status);
        check(
                fill.isEmpty() || quote.isPresent(),
                "quote: must be given with a fill, was missing in %s",
                request);
        check(
                (request instanceof OrderRequest) == position.isPresent(),
                "position: must be given if and only if it is an order, was %s of %s",
                position,
                request);
    }
}
