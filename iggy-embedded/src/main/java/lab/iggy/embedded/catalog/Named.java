package lab.iggy.embedded.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lab.iggy.embedded.wire.Identifier;

/**
 * Things that have both a number and a name, in the order of their numbers. Immutable: a change
 * makes another one.
 */
public final class Named<T extends Named.Item> {
    /** Something with a number and a name. */
    public interface Item {
        int id();

        String name();
    }

    private final SortedMap<Integer, T> byId;
    private final Map<String, T> byName = new HashMap<>();

    private Named(SortedMap<Integer, T> byId) {
        this.byId = Collections.unmodifiableSortedMap(byId);
        byId.values().forEach(thing -> byName.put(thing.name(), thing));
    }

    static <T extends Item> Named<T> none() {
        return new Named<>(new TreeMap<>());
    }

    static <T extends Item> Named<T> of(Collection<T> things) {
        var byId = new TreeMap<Integer, T>();
        things.forEach(thing -> byId.put(thing.id(), thing));
        return new Named<>(byId);
    }

    public Optional<T> find(Identifier identifier) {
        return Optional.ofNullable(
                switch (identifier) {
                    case Identifier.Numeric(var id) -> byId.get(id);
                    case Identifier.Named(var name) -> byName.get(name);
                });
    }

    /** Whether a name is taken by another than {@code id}. */
    boolean isTaken(String name, int id) {
        var holder = byName.get(name);
        return holder != null && holder.id() != id;
    }

    boolean isTaken(String name) {
        return byName.containsKey(name);
    }

    public Collection<T> all() {
        return byId.values();
    }

    public int size() {
        return byId.size();
    }

    int lowestFreeId() {
        int free = 0;
        while (byId.containsKey(free)) {
            free++;
        }
        return free;
    }

    /** With a thing added, or changed if there was one of its number. */
    Named<T> with(T thing) {
        var changed = new TreeMap<>(byId);
        changed.put(thing.id(), thing);
        return new Named<>(changed);
    }

    Named<T> without(T thing) {
        var changed = new TreeMap<>(byId);
        changed.remove(thing.id());
        return new Named<>(changed);
    }
}
