package lab.lancer.pattern;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Of each window that ended on a full hour how near its nearest was, as of its own end. That never
 * changes unless a candle before that end does; then another one of these is made without it.
 *
 * <p>Hours are counted since 1970.
 */
final class HourlyBests {
    static final int MINUTES = 60;

    private static final OptionalDouble NONE = OptionalDouble.empty();

    private final Map<Integer, OptionalDouble> distances = new ConcurrentHashMap<>();
    private final Set<Integer> fresh = ConcurrentHashMap.newKeySet();

    /** Those that a change at a minute cannot reach: what ended when that minute began. */
    HourlyBests upTo(int minute) {
        var kept = new HourlyBests();
        distances.forEach((hour, distance) -> {
            if (hour * MINUTES <= minute) {
                kept.distances.put(hour, distance);
                if (fresh.contains(hour)) {
                    kept.fresh.add(hour);
                }
            }
        });
        return kept;
    }

    /** Those that a change at a minute reaches. */
    Stream<Integer> hoursAfter(int minute) {
        return distances.keySet().stream().filter(hour -> hour * MINUTES > minute);
    }

    boolean has(int hour) {
        return distances.containsKey(hour);
    }

    /** Empty where the hour has no window, or the window no match. */
    OptionalDouble distance(int hour) {
        return distances.getOrDefault(hour, NONE);
    }

    /** Takes one that was reckoned. */
    void put(int hour, OptionalDouble distance) {
        distances.put(hour, distance);
        fresh.add(hour);
    }

    /** Takes that an hour has no window, which nobody needs to keep. */
    void putNone(int hour) {
        distances.put(hour, NONE);
    }

    /** Takes one that was kept. */
    void restore(int hour, OptionalDouble distance) {
        distances.put(hour, distance);
    }

    /** The hours that were reckoned since this was last asked. */
    List<Integer> takeFresh() {
        List<Integer> taken = List.copyOf(fresh);
        taken.forEach(fresh::remove);
        return taken;
    }
}
