package lab.launcher;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which strategies a desk has.
 *
 * @param strategies by name or file; those of the settings if empty
 * @param begins when accounts began that were lived before; one that is not named begins with the
 *     market
 */
record DeskChoice(Optional<List<String>> strategies, Map<String, Instant> begins) {
    /** As the settings say. */
    static final DeskChoice OF_SETTINGS = new DeskChoice(Optional.empty(), Map.of());

    /** It watches the market and trades nothing. */
    static final DeskChoice RESTS = new DeskChoice(Optional.of(List.of()), Map.of());

    DeskChoice {
        strategies = strategies.map(List::copyOf);
        begins = Map.copyOf(begins);
    }
}
