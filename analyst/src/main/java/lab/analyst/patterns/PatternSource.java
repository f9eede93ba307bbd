package lab.analyst.patterns;

import java.time.Instant;
import java.util.Optional;
import lab.analyst.facts.Patterns;
import lab.domain.Pair;

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
                public void close() {}
            };

    /** Those of the hour that ends then; none if nobody can say. */
    Optional<Patterns> at(Pair pair, Instant windowEnd) throws InterruptedException;

    @Override
    void close();
}
