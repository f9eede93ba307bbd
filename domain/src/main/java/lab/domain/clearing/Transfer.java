package lab.domain.clearing;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.time.Instant;
import lab.domain.Account;
import lab.domain.Amounts;
import lab.domain.Asset;
import lab.domain.OrderId;

/**
 * Money that moves: {@code amount} of {@code asset} from {@code debit} to {@code credit}.
 *
 * @param transferId {@code <account>/<order_id>/<what>}, so that it is applied once
 * @param amount positive, 8 places
 */
public record Transfer(
        String transferId,
        OrderId orderId,
        Account debit,
        Account credit,
        Asset asset,
        BigDecimal amount,
        Instant time) {
    public Transfer {
        check(
                amount.signum() > 0,
                "transfer %s: amount must be positive, was %s",
                transferId,
                amount);
        check(
                amount.scale() == Amounts.PLACES,
                "transfer %s: amount must have 8 places, was %s",
                transferId,
                amount);
        check(
                !debit.equals(credit),
                "transfer %s: must go from one account to another, was %s to itself",
                transferId,
                debit);
    }
}
