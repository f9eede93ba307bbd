package lab.consensus.strategy;

import java.math.BigDecimal;
import java.util.Set;

/**
 * The seed's rule without the commentary: buys at a percentile of 0.20 or more, sells below 0.10.
 * What it earns less or more than {@link SeedRule} is what the language model is worth to that one.
 */
public final class NoLlm implements Strategy {
    @Override
    public String name() {
        return "no-llm";
    }

    @Override
    public Set<Reads> reads() {
        return Set.of(Reads.PATTERNS);
    }

    @Override
    public Decision decide(View view) {
        if (view.quote() instanceof Knowable.Unknown<?>(var reason)) {
            return new Decision.Hold(reason);
        }
        return switch (SimilarityRule.of(view)) {
            case Knowable.Unknown<BigDecimal>(var reason) -> new Decision.Hold(reason);
            case Knowable.Known<BigDecimal>(var similarity, _) ->
                    decide(view.holding().isHolding(), similarity);
        };
    }

    private static Decision decide(boolean holds, BigDecimal similarity) {
        String why = "similarity " + similarity;
        if (holds && similarity.compareTo(SimilarityRule.EXIT) < 0) {
            return new Decision.Sell(why);
        }
        if (!holds && similarity.compareTo(SimilarityRule.ENTER) >= 0) {
            return new Decision.Buy(why);
        }
        return new Decision.Hold(why);
    }
}
