package lab.consensus.signals;

import lab.domain.Pair;

import java.util.Optional;

/** What services answered, word for word, beside what is taken of it. */
public interface AsTold {
    Optional<String> patternsAsTold(Pair pair);

    Optional<String> commentaryAsTold(Pair pair);
}
