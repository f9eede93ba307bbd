package lab.analyst.patterns;

import java.time.Instant;
import java.util.Optional;
import lab.analyst.facts.Patterns;
import lab.domain.Pair;
import lab.servicekit.market.SeenMarket;

/** Past hours that looked like the one that ends at a moment. */
public interface PatternSource extends AutoCloseable {
    /** Nobody looks for patterns. */
    PatternSource NONE =
            new PatternSource() {
                @Override
                public Optional<Patterns> at(Pair pair, Instant windowEnd) {
                    return Optional.empty();
                }

                @Override
                public Optional<Patterns> at(SeenMarket seen) {
                    return Optional.empty();
                }

                @Override
                public void close() {}
            };

    /** Those of the hour that ends then; none if nobody can say. */
    Optional<Patterns> at(Pair pair, Instant windowEnd) throws InterruptedException;

    /** Those of the hour that ends then, for somebody who has seen no more than that. */
    Optional<Patterns> at(SeenMarket seen) throws InterruptedException;

    @Override
    void close();
}
