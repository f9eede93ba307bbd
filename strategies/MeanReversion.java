import java.util.OptionalDouble;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Indicators;
import lab.consensus.strategy.Parameter;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;

/** Buys what has fallen far below its mean, and sells it once it is back there. */
public record MeanReversion(
        @Parameter(standard = "60", tells = "minutes of the mean") int minutes,
        @Parameter(standard = "2.5", tells = "how many deviations below it is far") double far)
        implements Strategy {
    @Override
    public Decision decide(View view) {
        Indicators indicators = Indicators.of(view.candles());
        OptionalDouble close = indicators.close();
        OptionalDouble mean = indicators.mean(minutes);
        OptionalDouble deviation = indicators.deviation(minutes);
        if (close.isEmpty() || mean.isEmpty() || deviation.isEmpty()) {
            return new Decision.Hold("too few candles");
        }
        if (view.holding().isHolding()) {
            return close.getAsDouble() >= mean.getAsDouble()
                    ? new Decision.Sell("back at the mean")
                    : new Decision.Hold("still below the mean");
        }
        return close.getAsDouble() < mean.getAsDouble() - far * deviation.getAsDouble()
                ? new Decision.Buy("far below the mean")
                : new Decision.Hold("near the mean");
    }
}
