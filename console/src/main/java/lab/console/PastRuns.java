package lab.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** The backtests that were made and kept. */
public interface PastRuns {
    /**
     * The newest first, as many as a page shows: of each {@code id}, {@code made}, {@code data},
     * {@code settings}, {@code version} and {@code accounts} with their figures.
     */
    List<JsonNode> newest();

    /** All that was kept of one. */
    Optional<JsonNode> find(String id);
}
