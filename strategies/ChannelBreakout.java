import java.util.OptionalDouble;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Indicators;
import lab.consensus.strategy.Parameter;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;
import lab.domain.Interval;

/** Buys above the highest price of the last candles of five minutes, sells below the lowest. */
public record ChannelBreakout(
        @Parameter(standard = "24", tells = "candles of five minutes to break out of") int entry,
        @Parameter(standard = "12", tells = "candles of five minutes to fall out of") int exit)
        implements Strategy {
    @Override
    public Decision decide(View view) {
        Indicators fives = Indicators.of(view.candles(Interval.FIVE_MINUTES));
        OptionalDouble close = fives.close();
        // The channel is of the candles before the newest: none can break out of one it is part of
        OptionalDouble top = fives.highestBefore(entry);
        OptionalDouble bottom = fives.lowestBefore(exit);
        if (close.isEmpty() || top.isEmpty() || bottom.isEmpty()) {
            return new Decision.Hold("too few candles");
        }
        if (view.holding().isHolding()) {
            return close.getAsDouble() < bottom.getAsDouble()
                    ? new Decision.Sell("below the channel")
                    : new Decision.Hold("within the channel");
        }
        return close.getAsDouble() > top.getAsDouble()
                ? new Decision.Buy("above the channel")
                : new Decision.Hold("within the channel");
    }
}
