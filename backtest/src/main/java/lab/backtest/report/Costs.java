package lab.backtest.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import lab.domain.Side;
import lab.domain.clearing.Execution;
import lab.domain.clearing.Fill;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Quote;
import lab.domain.clearing.Settlement;

/**
 * What trading cost, exactly.
 *
 * @param traded the sum of all notionals
 * @param slippage by how much fills were worse than the quotes
 * @param spread by how much the quotes were worse than the middle of bid and ask
 */
public record Costs(
        long fills, BigDecimal traded, BigDecimal fees, BigDecimal slippage, BigDecimal spread) {
    private static final BigDecimal TWO = new BigDecimal(2);
    private static final int PLACES = 8;

    public BigDecimal all() {
        return fees.add(slippage).add(spread);
    }

    static Costs of(List<Settlement> settlements) {
        long fills = 0;
        BigDecimal traded = BigDecimal.ZERO;
        BigDecimal fees = BigDecimal.ZERO;
        BigDecimal slippage = BigDecimal.ZERO;
        BigDecimal spread = BigDecimal.ZERO;
        for (Settlement settlement : settlements) {
            Execution execution = settlement.execution();
            if (execution.fill().isEmpty()
                    || !(execution.request() instanceof OrderRequest order)) {
                continue;
            }
            Fill fill = execution.fill().get();
            Quote quote = execution.quote().orElseThrow();
            BigDecimal bid = quote.bid().toBigDecimal();
            BigDecimal ask = quote.ask().toBigDecimal();
            boolean isBuy = order.validSide().orElseThrow() == Side.BUY;
            BigDecimal worse = isBuy ? fill.price().subtract(ask) : bid.subtract(fill.price());
            fills++;
            traded = traded.add(fill.notional());
            fees = fees.add(fill.fee());
            slippage = slippage.add(worse.multiply(order.quantity()));
            spread = spread.add(ask.subtract(bid).divide(TWO).multiply(order.quantity()));
        }
        return new Costs(
                fills,
                traded,
                fees,
                slippage.setScale(PLACES, RoundingMode.HALF_EVEN),
                spread.setScale(PLACES, RoundingMode.HALF_EVEN));
    }
}
