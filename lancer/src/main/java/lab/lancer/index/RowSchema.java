package lab.lancer.index;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import lab.lancer.pattern.PatternRules;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A pair's dataset: a row a candle, known by its minute, with the window that ends with it and what
 * came of that where there is one.
 */
final class RowSchema {
    /** Of the candle's start, since 1970; the key. */
    static final String MINUTE = "minute";

    static final String CLOSE = "close";
    static final String LIVE = "live";

    /** Null where no window ends, or a flat one. */
    static final String VECTOR = "vector";

    static final String MEAN_PRICE = "mean_price";
    static final String VOLATILITY = "volatility_pct";

    /** The minute of the candle with which the outcome was known; null until then. */
    static final String KNOWN = "known_minute";

    static final String OUTCOME = "outcome_pct";
    static final String OUTCOME_MAX = "outcome_max_pct";
    static final String OUTCOME_MIN = "outcome_min_pct";

    /**
     * Of a window that ended on a full hour, to its nearest as of then: infinite if there was none,
     * null while it is not reckoned.
     */
    static final String BEST = "best_distance";

    private static final String FORMAT_KEY = "tidemark.format";
    private static final String FORMAT = String.valueOf(IndexFormat.FORMAT);
    private static final String VOLATILITY_KEY = "tidemark.volatility-min-pct";

    private RowSchema() {}

    static Schema of(PatternRules rules) {
        return new Schema(
                List.of(
                        new Field(
                                MINUTE,
                                FieldType.notNullable(new ArrowType.Int(32, true)),
                                List.of()),
                        new Field(CLOSE, FieldType.notNullable(number()), List.of()),
                        new Field(LIVE, FieldType.notNullable(ArrowType.Bool.INSTANCE), List.of()),
                        new Field(
                                VECTOR,
                                FieldType.nullable(
                                        new ArrowType.FixedSizeList(PatternRules.WINDOW_MINUTES)),
                                List.of(
                                        Field.nullable(
                                                "item",
                                                new ArrowType.FloatingPoint(
                                                        FloatingPointPrecision.SINGLE)))),
                        Field.nullable(MEAN_PRICE, number()),
                        Field.nullable(VOLATILITY, number()),
                        Field.nullable(KNOWN, new ArrowType.Int(32, true)),
                        Field.nullable(OUTCOME, number()),
                        Field.nullable(OUTCOME_MAX, number()),
                        Field.nullable(OUTCOME_MIN, number()),
                        Field.nullable(BEST, number())),
                metadata(rules));
    }

    private static ArrowType number() {
        return new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
    }

    private static Map<String, String> metadata(PatternRules rules) {
        return Map.of(
                FORMAT_KEY, FORMAT, VOLATILITY_KEY, Double.toString(rules.volatilityMinPct()));
    }

    /**
     * Why a dataset cannot be used as it is; empty if it was written in this format by these rules.
     */
    static Optional<String> misfit(Schema schema, PatternRules rules) {
        Map<String, String> found = schema.getCustomMetadata();
        return metadata(rules).entrySet().stream()
                .filter(wanted -> !wanted.getValue().equals(found.get(wanted.getKey())))
                .map(wanted ->
                        "%s must be %s, is %s"
                                .formatted(
                                        wanted.getKey(),
                                        wanted.getValue(),
                                        found.getOrDefault(wanted.getKey(), "not said")))
                .sorted()
                .findFirst();
    }
}
