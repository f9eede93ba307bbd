package lab.domain.clearing;

import static lab.domain.Checks.check;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import lab.domain.Account;
import lab.domain.Amounts;
import lab.domain.Asset;
import lab.domain.OrderId;
import lab.domain.Pair;
import lab.domain.Side;

/**
 * Asks to buy or to sell at the next quote.
 *
 * @param side as it was sent, which may be neither {@code BUY} nor {@code SELL}
 * @param quantity as it was sent, which may be nothing or less
 * @param remarks what the sender saw: recorded, never used
 */
public record OrderRequest(
        OrderId orderId,
        Account account,
        Instant time,
        Pair pair,
        String side,
        BigDecimal quantity,
        Remarks remarks)
        implements Request {
    public static final int SIDE_LENGTH_MAX = 32;

    public OrderRequest {
        check(account.isTrader(), "account: must be a trader's, was %s", account);
        Texts.check("side", side, SIDE_LENGTH_MAX);
        Amounts.checkFits("quantity", quantity);
    }

    /** The side, if it is one. */
    public Optional<Side> validSide() {
        return switch (side) {
            case "BUY" -> Optional.of(Side.BUY);
            case "SELL" -> Optional.of(Side.SELL);
            default -> Optional.empty();
        };
    }

    public Asset base() {
        return new Asset(pair.base());
    }

    public Asset quote() {
        return new Asset(pair.quote());
    }

    @Override
    public OrderRequest shortest() {
        return new OrderRequest(
                orderId, account, time, pair, side, Amounts.shortest(quantity), remarks);
    }
}
