package lab.console.market;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which trades of a pair have been seen.
 *
 * <p>Ids of a pair follow each other, so ranges of them hold millions in a few entries. Where gaps
 * make too many ranges the lowest are forgotten, and then everything below counts as seen: better
 * to miss an old trade than to count one twice.
 */
final class TradeIds {
    static final int RANGES_MAX = 4_096;

    /** First to last of each range, none touching another. */
    private final NavigableMap<Long, Long> ranges = new TreeMap<>();

    private long forgottenUpTo = Long.MIN_VALUE;

    /** Takes an id; false if it had been seen. */
    boolean add(long id) {
        if (id <= forgottenUpTo) {
            return false;
        }
        Map.Entry<Long, Long> below = ranges.floorEntry(id);
        if (below != null && below.getValue() >= id) {
            return false;
        }
        boolean joinsBelow = below != null && below.getValue() == id - 1;
        Long last = ranges.remove(id + 1);
        ranges.put(joinsBelow ? below.getKey() : id, last == null ? id : last);
        if (ranges.size() > RANGES_MAX) {
            forgottenUpTo = ranges.pollFirstEntry().getValue();
        }
        return true;
    }

    int ranges() {
        return ranges.size();
    }
}
