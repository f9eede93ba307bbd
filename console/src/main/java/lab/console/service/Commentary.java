package lab.console.service;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the analyst says of a pair.
 *
 * @param time the moment of the market that it is about; none if nothing was said yet
 * @param source {@code rules}, or who runs the model; {@code "none"} while nothing was said
 * @param confidence none unless the verdict is {@code ACCEPTED}
 * @param evidence ids of facts, as the commentator named them
 * @param verdict {@code ACCEPTED}, {@code REVIEW} or {@code NONE}
 * @param reasons why it is to be reviewed
 * @param note why it was not the model that commented, if it was not
 */
public record Commentary(
        String pair,
        String narrative,
        Optional<Instant> time,
        String source,
        Optional<String> model,
        String sentiment,
        Optional<BigDecimal> confidence,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> evidence,
        String verdict,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<String> reasons,
        Optional<Boolean> masked,
        Optional<String> note,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Fact> facts,
        Optional<Instant> candlesUpTo) {
    public Commentary {
        evidence = List.copyOf(evidence);
        reasons = List.copyOf(reasons);
        facts = List.copyOf(facts);
    }

    /** One thing that was known. */
    public record Fact(String id, String meaning, String value, String unit) {}
}
