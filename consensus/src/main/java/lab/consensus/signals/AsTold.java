package lab.consensus.signals;

import java.util.Optional;
import lab.domain.Pair;

/** What services answered, word for word, beside what is taken of it. */
public interface AsTold {
    Optional<String> patternsAsTold(Pair pair);

    Optional<String> commentaryAsTold(Pair pair);
}
