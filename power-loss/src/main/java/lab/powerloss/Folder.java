package lab.powerloss;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names as they are, as they are on the disk, and the changes in between. */
final class Folder implements Node {
    /** One change, in one step: names that go or come. An empty node goes. */
    record Change(Map<String, Optional<Node>> names) {
        Change {
            names = Map.copyOf(names);
        }

        void applyTo(Map<String, Node> entries) {
            names.forEach((name, node) ->
                    node.ifPresentOrElse(
                            there -> entries.put(name, there), () -> entries.remove(name)));
        }
    }

    final Map<String, Node> entries = new TreeMap<>();
    final Map<String, Node> forced = new TreeMap<>();
    final List<Change> unforced = new ArrayList<>();

    void change(Map<String, Optional<Node>> names) {
        var change = new Change(names);
        change.applyTo(entries);
        unforced.add(change);
    }

    void force() {
        forced.clear();
        forced.putAll(entries);
        unforced.clear();
    }
}
