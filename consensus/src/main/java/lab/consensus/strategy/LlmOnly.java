package lab.consensus.strategy;

import java.util.Set;

/** Buys when the commentary is bullish, sells when it is bearish: the model's word alone. */
public final class LlmOnly implements Strategy {
    @Override
    public String name() {
        return "llm-only";
    }

    @Override
    public Set<Reads> reads() {
        return Set.of(Reads.COMMENTARY);
    }

    @Override
    public Decision decide(View view) {
        if (view.quote() instanceof Knowable.Unknown<?>(var reason)) {
            return new Decision.Hold(reason);
        }
        return switch (view.sentiment()) {
            case Knowable.Unknown<Sentiment>(var reason) -> new Decision.Hold(reason);
            case Knowable.Known<Sentiment>(var sentiment, _) ->
                    decide(view.holding().isHolding(), sentiment);
        };
    }

    private static Decision decide(boolean holds, Sentiment sentiment) {
        return switch (sentiment) {
            case BULLISH ->
                    holds ? new Decision.Hold("it is bought") : new Decision.Buy(sentiment.word());
            case BEARISH ->
                    holds
                            ? new Decision.Sell(sentiment.word())
                            : new Decision.Hold("it is not bought");
            case NEUTRAL -> new Decision.Hold(sentiment.word());
        };
    }
}
