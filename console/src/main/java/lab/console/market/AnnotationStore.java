package lab.console.market;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Annotations from where they are kept for good. It may be slow, and throws {@link
 * java.io.UncheckedIOException} where it cannot be read; it is never asked twice at once.
 */
public interface AnnotationStore {
    /**
     * What was read.
     *
     * @param version of the store then
     * @param rows in any order; of one id the last is the one that stands
     * @param isWhole whether these are all newest ones that there are, or only what came since
     */
    record Reading(long version, List<AnnotationRow> rows, boolean isWhole) {
        public Reading {
            rows = List.copyOf(rows);
        }
    }

    /** A time, ends included; without an end on a side if there is none. */
    record Time(Optional<Instant> from, Optional<Instant> to) {
        public boolean has(Instant moment) {
            return from.filter(moment::isBefore).isEmpty() && to.filter(moment::isAfter).isEmpty();
        }
    }

    /**
     * What came since a version, or the newest of all if there was none; empty if nothing is new.
     *
     * @param rowsMax how many are wanted at most if it is all; of more the newest
     */
    Optional<Reading> since(OptionalLong version, int rowsMax);

    /**
     * Those that are wanted of a time, in any order.
     *
     * @param rowsMax of more than so many the newest
     */
    List<AnnotationRow> of(Time time, Predicate<AnnotationRow> wanted, int rowsMax);
}
