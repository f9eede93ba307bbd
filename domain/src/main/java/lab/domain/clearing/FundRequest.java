package lab.domain.clearing;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.time.Instant;
import lab.domain.Account;
import lab.domain.Amounts;
import lab.domain.Asset;
import lab.domain.OrderId;

/**
 * Asks for funds.
 *
 * @param amount as it was sent, which may be nothing or less
 */
public record FundRequest(
        OrderId orderId, Account account, Instant time, Asset asset, BigDecimal amount)
        implements Request {
    public FundRequest {
        check(account.isTrader(), "account: must be a trader's, was %s", account);
        Amounts.checkFits("amount", amount);
    }

    @Override
    public FundRequest shortest() {
        return new FundRequest(orderId, account, time, asset, Amounts.shortest(amount));
    }
}
