package lab.consensus.strategy;

import java.math.BigDecimal;
import java.time.Instant;
import lab.domain.Pair;

/**
 * What the pattern and the commentary service say of a pair. Both answer as of an event time, and
 * must answer the same whenever they are asked.
 */
public interface Signals {
    /** Nobody says anything. */
    Signals NONE =
            new Signals() {
                @Override
                public Knowable<BigDecimal> similarity(Pair pair, Instant asOf) {
                    return new Knowable.Unknown<>("the pattern service is not there");
                }

                @Override
                public Knowable<Sentiment> sentiment(Pair pair, Instant asOf) {
                    return new Knowable.Unknown<>("the commentary service is not there");
                }
            };

    /** How like the nearest past pattern the market is, 0 to 1. */
    Knowable<BigDecimal> similarity(Pair pair, Instant asOf);

    Knowable<Sentiment> sentiment(Pair pair, Instant asOf);
}
