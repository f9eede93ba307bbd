package lab.consensus.strategy;

import java.math.BigDecimal;
import java.util.Set;

/**
 * Buys when the market looks like a past hour (percentile of 0.20 or more) and the commentary is
 * bullish; sells when it no longer does (below 0.10) or the commentary is bearish. Whatever is
 * unknown holds.
 */
public final class SeedRule implements Strategy {
    @Override
    public String name() {
        return "seed-rule";
    }

    @Override
    public Set<Reads> reads() {
        return Set.of(Reads.PATTERNS, Reads.COMMENTARY);
    }

    @Override
    public Decision decide(View view) {
        if (view.quote() instanceof Knowable.Unknown<?>(var reason)) {
            return new Decision.Hold(reason);
        }
        return switch (SimilarityRule.of(view)) {
            case Knowable.Unknown<BigDecimal>(var reason) -> new Decision.Hold(reason);
            case Knowable.Known<BigDecimal>(var similarity, _) ->
                    switch (view.sentiment()) {
                        case Knowable.Unknown<Sentiment>(var reason) -> new Decision.Hold(reason);
                        case Knowable.Known<Sentiment>(var sentiment, _) ->
                                decide(view.holding().isHolding(), similarity, sentiment);
                    };
        };
    }

    private static Decision decide(boolean holds, BigDecimal similarity, Sentiment sentiment) {
        String why = "similarity %s, %s".formatted(similarity, sentiment.word());
        if (holds
                && (similarity.compareTo(SimilarityRule.EXIT) < 0
                        || sentiment == Sentiment.BEARISH)) {
            return new Decision.Sell(why);
        }
        if (!holds
                && similarity.compareTo(SimilarityRule.ENTER) >= 0
                && sentiment == Sentiment.BULLISH) {
            return new Decision.Buy(why);
        }
        return new Decision.Hold(why);
    }
}
