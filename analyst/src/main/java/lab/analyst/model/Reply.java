package lab.analyst.model;

import java.time.Duration;
import java.util.Optional;

/** What came of a question. */
public sealed interface Reply {
    /**
     * Something was said; whether it may be believed is for others to find out.
     *
     * @param raw word for word
     * @param model which one said it
     * @param digest names the model's weights, where it has any
     */
    record Said(String raw, String model, Optional<String> digest, Duration took)
            implements Reply {}

    /** Nobody answered, and why. */
    record Silent(String reason) implements Reply {}
}
