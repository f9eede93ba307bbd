package lab.backtest.candles;

import java.util.Set;
import java.util.function.Function;
import lab.consensus.strategy.Decision;
import lab.consensus.strategy.Strategy;
import lab.consensus.strategy.View;

/** A strategy as short as a test needs it. */
record Rule(String name, Function<View, Decision> rule) implements Strategy {
    static final Decision BUY = new Decision.Buy("test");
    static final Decision SELL = new Decision.Sell("test");
    static final Decision HOLD = new Decision.Hold("test");

    @Override
    public Set<Reads> reads() {
        return Set.of();
    }

    @Override
    public Decision decide(View view) {
        return rule.apply(view);
    }
}
