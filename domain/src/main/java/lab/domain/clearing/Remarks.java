package lab.domain.clearing;

import static lab.domain.Checks.check;

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
        checkLength("price", price);
        checkLength("signal_similarity", signalSimilarity);
        checkLength("signal_sentiment", signalSentiment);
        checkLength("strategy", strategy);
    }

    private static void checkLength(String name, Optional<String> text) {
        int length = text.map(String::length).orElse(0);
        check(length <= LENGTH_MAX, "%s: at most %d characters, was %d", name, LENGTH_MAX, length);
    }
}
