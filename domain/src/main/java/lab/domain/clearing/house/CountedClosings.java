package lab.domain.clearing.house;

import java.util.Optional;
import lab.domain.clearing.Closing;

/**
 * Which closings of a partition of the ticks count, by the log that they stand in: those behind the
 * word of their own writer that it takes over, and before that of the next one.
 */
public final class CountedClosings {
    private Optional<String> owner = Optional.empty();

    /**
     * Takes the next closing of the partition in the log.
     *
     * @return what was decided by it, if that counts
     */
    public Optional<Closing.Decision> take(Closing closing) {
        if (closing.decision().isEmpty()) {
            owner = Optional.of(closing.writer());
            return Optional.empty();
        }
        return owner.filter(closing.writer()::equals).flatMap(_ -> closing.decision());
    }

    /** Who took the partition over last. */
    public Optional<String> owner() {
        return owner;
    }
}
