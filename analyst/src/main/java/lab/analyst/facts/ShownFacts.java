package lab.analyst.facts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import lab.domain.Pair;

/** The facts as a commentator sees them; without pair and time if they are masked. */
public record ShownFacts(Optional<Pair> pair, Optional<Instant> time, List<Fact> facts) {
    public ShownFacts {
        facts = List.copyOf(facts);
    }

    public boolean isMasked() {
        return pair.isEmpty();
    }

    public Optional<Fact> fact(String id) {
        return facts.stream().filter(fact -> fact.id().equals(id)).findFirst();
    }
}
