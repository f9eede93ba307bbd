package lab.cold;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wanted of a table's rows beyond their place on the bus.
 *
 * @param table of the cold tier
 * @param numbers columns that are held as numbers: integers, times in microseconds, decimals with
 *     eight places, truths as 1 and 0, names as {@link Names} counts them
 * @param hasPayload whether the message itself is wanted
 */
public record ColdColumns(String table, List<String> numbers, boolean hasPayload) {
    static final String PARTITION = "bus_partition";
    static final String OFFSET = "bus_offset";
    static final String STAMP = "bus_time";
    static final String TIME = "event_time";
    static final String PAYLOAD = "payload";

    private static final List<String> COMMON = List.of(PARTITION, OFFSET, STAMP);

    public ColdColumns {
        numbers = List.copyOf(numbers);
    }

    /** In the order of {@link Rows}, then the payload. */
    List<String> names() {
        List<String> names = new ArrayList<>(COMMON);
        names.addAll(numbers);
        if (hasPayload) {
            names.add(PAYLOAD);
        }
        return names;
    }
}
