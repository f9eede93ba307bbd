package lab.consensus.strategy;

import java.util.Optional;
import lab.domain.Pair;

/** What the pattern and the commentary service say at one decision time. */
public interface Signals {
    /** Nobody says anything. */
    Signals NONE =
            new Unsaid("the pattern service is not asked", "the commentary service is not asked");

    /** Nothing is known of anything. */
    static Signals unknown(String reason) {
        return new Unsaid(reason, reason);
    }

    /** Why nothing was said. */
    record Unsaid(String ofPatterns, String ofSentiment) implements Signals {
        @Override
        public Knowable<PatternSignal> patterns(Pair pair) {
            return new Knowable.Unknown<>(ofPatterns);
        }

        @Override
        public Knowable<Sentiment> sentiment(Pair pair) {
            return new Knowable.Unknown<>(ofSentiment);
        }

        @Override
        public Optional<String> commentator(Pair pair) {
            return Optional.empty();
        }
    }

    /** Of the pair's newest hour; known since that ended. */
    Knowable<PatternSignal> patterns(Pair pair);

    /** Known since the moment that the commentary is about. */
    Knowable<Sentiment> sentiment(Pair pair);

    /** Whose word the sentiment is, such as {@code ollama} or {@code rules}, where it is known. */
    Optional<String> commentator(Pair pair);
}
