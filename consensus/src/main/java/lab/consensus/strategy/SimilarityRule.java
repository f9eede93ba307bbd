package lab.consensus.strategy;

import java.math.BigDecimal;

/**
 * How like a past hour the market is, as a rule reads it: by how good the best match is by chance.
 * The similarity itself says little, for its size depends on how long the compared vectors are.
 */
final class SimilarityRule {
    static final BigDecimal ENTER = new BigDecimal("0.20");
    static final BigDecimal EXIT = new BigDecimal("0.10");

    private SimilarityRule() {}

    /** The percentile of the best match, or why it is unknown. */
    static Knowable<BigDecimal> of(View view) {
        return switch (view.patterns()) {
            case Knowable.Unknown<PatternSignal>(var reason) -> new Knowable.Unknown<>(reason);
            case Knowable.Known<PatternSignal>(var signal, _) -> signal.percentile();
        };
    }
}
