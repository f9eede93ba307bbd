package lab.topics;

import java.util.Map;

/** Where a {@link BusConsumer} begins. */
public sealed interface StartAt {
    /** With the oldest message that the broker still has. */
    record Earliest() implements StartAt {}

    /** With the first message that comes after the consumer has begun. */
    record Latest() implements StartAt {}

    /** With the newest messages that there are, so many of each partition. */
    record Newest(int messages) implements StartAt {}

    /** With given offsets by partition; a partition that is not named begins with its oldest. */
    record Offsets(Map<Integer, Long> byPartition) implements StartAt {
        public Offsets {
            byPartition = Map.copyOf(byPartition);
        }
    }
}
