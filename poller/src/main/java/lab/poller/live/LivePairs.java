package lab.poller.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lab.domain.Pair;

/** Which pairs a live feed is to give, and which of them its exchange does not. */
final class LivePairs {
    private final Set<Pair> wanted;
    private final Map<Pair, String> over = new LinkedHashMap<>();

    private volatile List<Pair> shown;

    /** What was new about a change. */
    record Change(List<Pair> added, List<Pair> removed) {
        Change {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    LivePairs(List<Pair> pairs) {
        this.wanted = new LinkedHashSet<>(pairs);
        this.shown = List.copyOf(pairs);
    }

    /** Any thread may ask. */
    List<Pair> wanted() {
        return shown;
    }

    /** Those that come, or should. */
    List<Pair> active() {
        return wanted.stream().filter(this::isActive).toList();
    }

    /**
     * Whether a pair is one of those. Of another, something may be on its way since it left, or the
     * exchange sends what nobody asked for: that is nobody's, and opens no market.
     */
    boolean isActive(Pair pair) {
        return wanted.contains(pair) && !over.containsKey(pair);
    }

    Change change(List<Pair> to) {
        List<Pair> added = to.stream().filter(pair -> !wanted.contains(pair)).toList();
        List<Pair> removed = new ArrayList<>();
        for (Pair pair : wanted) {
            if (!to.contains(pair)) {
                if (over.remove(pair) == null) {
                    removed.add(pair);
                }
            }
        }
        wanted.clear();
        wanted.addAll(to);
        shown = List.copyOf(to);
        return new Change(added, removed);
    }

    /** Notes that a pair does not come; false if it is not wanted, or that was known. */
    boolean end(Pair pair, String reason) {
        if (!wanted.contains(pair) || over.containsKey(pair)) {
            return false;
        }
        over.put(pair, reason);
        return true;
    }
}
