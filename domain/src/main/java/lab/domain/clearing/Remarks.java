package lab.domain.clearing;

import java.util.Optional;

/**
 * What the sender of an order saw when it decided, in its own words: recorded, never used.
 *
 * @param price that the sender saw
 */
public record Remarks(
        Optional<String> price,
        Optional<String> signalSimilarity,
        Optional<String> signalSentiment,
        Optional<String> strategy) {
    public static final int LENGTH_MAX = 256;

    public static final Remarks NONE =
            new Remarks(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Remarks {
        check("price", price);
        check("signal_similarity", signalSimilarity);
        check("signal_sentiment", signalSentiment);
        check("strategy", strategy);
    }

    private static void check(String name, Optional<String> text) {
        text.ifPresent(it -> Texts.check(name, it, LENGTH_MAX));
    }
}
