import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Knowable;
import lab.consensus.strategy.Parameter;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;

/** Goes with those who take: buys while they mostly buy, and sells once they mostly sell. */
public record Pressure(
        @Parameter(standard = "15", tells = "minutes with trades that it looks at") int minutes,
        @Parameter(standard = "0.3", tells = "what they bought less sold, by all, to follow")
                double strong)
        implements Strategy {
    @Override
    public Decision decide(View view) {
        return switch (view.pressure(minutes)) {
            case Knowable.Unknown<Double>(var reason) -> new Decision.Hold(reason);
            case Knowable.Known<Double>(var pressure, _) -> decide(view, pressure);
        };
    }

    private Decision decide(View view, double pressure) {
        if (view.holding().isHolding()) {
            return pressure <= -strong
                    ? new Decision.Sell("takers sell")
                    : new Decision.Hold("takers do not sell");
        }
        return pressure >= strong
                ? new Decision.Buy("takers buy")
                : new Decision.Hold("takers do not buy");
    }
}
