package lab.consensus.strategy;

import java.time.Instant;
import java.util.Optional;

/** What may be known or not. Not knowing is no number: it never buys and never sells. */
public sealed interface Knowable<T> {
    /**
     * It is known.
     *
     * @param time event time since when it holds
     */
    record Known<T>(T value, Instant time) implements Knowable<T> {}

    /** It is not, and why. */
    record Unknown<T>(String reason) implements Knowable<T> {}

    default Optional<T> known() {
        return switch (this) {
            case Known<T>(var value, _) -> Optional.of(value);
            case Unknown<T> _ -> Optional.empty();
        };
    }
}
