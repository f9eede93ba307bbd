package lab.analyst.check;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a commentator says, read but not checked.
 *
 * @param confidence 0 to 1
 * @param evidence ids of the facts that it goes by
 */
public record Answer(
        Sentiment sentiment, BigDecimal confidence, String narrative, List<String> evidence) {
    public static final int NARRATIVE_LENGTH_MAX = 600;

    public Answer {
        evidence = List.copyOf(evidence);
    }
}
