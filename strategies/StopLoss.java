import java.math.BigDecimal;
import java.util.OptionalDouble;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Indicators;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.Parameter;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.clearing.Quote;

/** Follows two exponential means, and leaves early where a position has lost or won enough. */
public record StopLoss(
        @Parameter(standard = "30", tells = "minutes of the fast mean") int fast,
        @Parameter(standard = "120", tells = "minutes of the slow mean") int slow,
        @Parameter(standard = "0.01", tells = "part of its cost that a position may lose")
                BigDecimal loss,
        @Parameter(standard = "0.03", tells = "part of its cost that is gain enough")
                BigDecimal gain)
        implements Strategy {
    @Override
    public Decision decide(View view) {
        OptionalDouble trend = Indicators.of(view.candles()).convergence(fast, slow);
        return switch (view.quote()) {
            case Knowable.Unknown<Quote>(var reason) -> new Decision.Hold(reason);
            case Knowable.Known<Quote>(var quote, _) when view.holding().isHolding() ->
                    leave(view, quote.bid().toBigDecimal(), trend);
            case Knowable.Known<Quote> _ ->
                    trend.isPresent() && trend.getAsDouble() > 0
                            ? new Decision.Buy("the fast mean is above the slow one")
                            : new Decision.Hold("no upward trend is known");
        };
    }

    private Decision leave(View view, BigDecimal bid, OptionalDouble trend) {
        BigDecimal cost = view.holding().averageCost();
        if (bid.compareTo(cost.multiply(BigDecimal.ONE.subtract(loss))) < 0) {
            return new Decision.Sell("lost enough");
        }
        if (bid.compareTo(cost.multiply(BigDecimal.ONE.add(gain))) > 0) {
            return new Decision.Sell("won enough");
        }
        return trend.isPresent() && trend.getAsDouble() < 0
                ? new Decision.Sell("the fast mean is below the slow one")
                : new Decision.Hold("the trend holds");
    }
}
