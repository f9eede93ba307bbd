package lab.domain.clearing;

import java.time.Instant;
import lab.domain.Account;
import lab.domain.OrderId;

/**
 * What an account asks of the clearing house.
 *
 * <p>It has a readable form, but its content may be invalid: a side that is neither of the two, a
 * quantity of nothing. Such a request is rejected, and recorded as it was sent.
 */
public sealed interface Request permits OrderRequest, FundRequest {
    OrderId orderId();

    Account account();

    /** Event time of the decision. */
    Instant time();

    /** The same request with its decimal as short as it is exact, as it is recorded. */
    Request shortest();
}
