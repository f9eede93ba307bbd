package lab.consensus.strategy;

import java.math.BigDecimal;

/**
 * Buys when the market looks like a past pattern (similarity of 0.20 or more) and the commentary is
 * bullish; sells when it no longer does (below 0.10) or the commentary is bearish. Whatever is
 * unknown holds.
 */
public final class SeedRule implements Strategy {
    private static final BigDecimal ENTER = new BigDecimal("0.20");
    private static final BigDecimal EXIT = new BigDecimal("0.10");

    @Override
    public String name() {
        return "seed-rule";
    }

    @Override
    public Decision decide(View view) {
        if (view.quote() instanceof Knowable.Unknown<?>(var reason)) {
            return new Decision.Hold(reason);
        }
        return switch (view.similarity()) {
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
        if (holds && (similarity.compareTo(EXIT) < 0 || sentiment == Sentiment.BEARISH)) {
            return new Decision.Sell("similarity %s, %s".formatted(similarity, sentiment.word()));
        }
        if (!holds && similarity.compareTo(ENTER) >= 0 && sentiment == Sentiment.BULLISH) {
            return new Decision.Buy("similarity %s, %s".formatted(similarity, sentiment.word()));
        }
        return new Decision.Hold("similarity %s, %s".formatted(similarity, sentiment.word()));
    }
}
