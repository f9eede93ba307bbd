package lab.domain.clearing;

import static lab.domain.Checks.check;

import java.time.Instant;
import java.util.Optional;
import lab.domain.EventTime;

/**
 * What the clearing house wrote down of a partition of the ticks before it took effect, so that it
 * takes effect at the same place whenever the logs are read.
 *
 * <p>Without a decision it is the word of a writer that takes the partition over. From then on what
 * another one decides, which may have been under way, counts for nothing.
 *
 * @param partition of the ticks
 * @param writer 1 to 64 of {@code a-z 0-9 -}; each start of the clearing house has its own
 */
public record Closing(int partition, String writer, Optional<Decision> decision) {
    private static final int WRITER_LENGTH_MAX = 64;

    /**
     * What holds from a place in the partition's log on.
     *
     * @param offset the place: before the tick of this offset
     * @param taken no tick from there on counts as taken by the bus before this
     * @param time how far event time has come there, for all pairs of the partition; empty if that
     *     was not decided
     */
    public record Decision(long offset, Instant taken, Optional<Instant> time) {
        public Decision {
            check(offset >= 0, "offset: must not be negative, was %d", offset);
            EventTime.check("taken", taken);
            time.ifPresent(it -> EventTime.check("time", it));
        }
    }

    public Closing {
        check(partition >= 0, "partition: must not be negative, was %d", partition);
        check(
                !writer.isEmpty()
                        && writer.length() <= WRITER_LENGTH_MAX
                        && writer.matches("[a-z0-9-]+"),
                "writer: must be 1 to %d of a-z 0-9 -, was %s",
                WRITER_LENGTH_MAX,
                writer);
    }
}
