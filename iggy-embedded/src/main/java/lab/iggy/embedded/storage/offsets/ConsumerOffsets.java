package lab.iggy.embedded.storage.offsets;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import lab.iggy.embedded.wire.Consumer;

/** The stored offsets of one partition. */
public final class ConsumerOffsets {
    /** Who stored an offset: a consumer or a group, by number. */
    public record Owner(Consumer.Kind kind, int id) {}

    private final ConcurrentHashMap<Owner, Long> offsets = new ConcurrentHashMap<>();

    public OptionalLong get(Owner owner) {
        var offset = offsets.get(owner);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /**
     * The lowest of all, which holds back what retention may remove; {@code Long.MAX_VALUE} if
     * there is none.
     */
    public long barrier() {
        return offsets.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    void put(Owner owner, long offset) {
        offsets.put(owner, offset);
    }

    boolean remove(Owner owner) {
        return offsets.remove(owner) != null;
    }

    int size() {
        return offsets.size();
    }

    void forEach(ObjLongConsumer<Owner> action) {
        offsets.forEach(action::accept);
    }

    List<Owner> atOrPast(long offset) {
        return offsets.entrySet().stream()
                .filter(entry -> entry.getValue() >= offset)
                .map(Map.Entry::getKey)
                .toList();
    }
}
