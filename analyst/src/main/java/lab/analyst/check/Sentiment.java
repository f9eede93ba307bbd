package lab.analyst.check;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where a commentary sees a market going. */
public enum Sentiment {
    BULLISH("Bullish"),
    BEARISH("Bearish"),
    NEUTRAL("Neutral");

    /** What stands in the place of a sentiment where none may be believed. */
    public static final String UNKNOWN = "Unknown";

    private final String word;

    Sentiment(String word) {
        this.word = word;
    }

    /** As it is written in answers and on orders. */
    public String word() {
        return word;
    }

    static Optional<Sentiment> of(String word) {
        return Arrays.stream(values()).filter(it -> it.word.equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Sentiment::word).toList();
    }
}
