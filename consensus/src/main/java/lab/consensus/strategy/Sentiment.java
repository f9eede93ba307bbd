package lab.consensus.strategy;

/** Where the commentary sees a market going. */
public enum Sentiment {
    BULLISH("Bullish"),
    BEARISH("Bearish"),
    NEUTRAL("Neutral");

    private final String word;

    Sentiment(String word) {
        this.word = word;
    }

    /** As it is written on orders. */
    public String word() {
        return word;
    }
}
