package lab.consensus.strategy;

import java.util.Set;

/** Buys each pair once and keeps it: what any other strategy has to beat. */
public final class BuyAndHold implements Strategy {
    @Override
    public String name() {
        return "buy-and-hold";
    }

    @Override
    public Set<Reads> reads() {
        return Set.of();
    }

    @Override
    public Decision decide(View view) {
        if (view.holding().isHolding()) {
            return new Decision.Hold("it is bought");
        }
        return switch (view.quote()) {
            case Knowable.Known<?> _ -> new Decision.Buy("it is not bought yet");
            case Knowable.Unknown<?>(var reason) -> new Decision.Hold(reason);
        };
    }
}
