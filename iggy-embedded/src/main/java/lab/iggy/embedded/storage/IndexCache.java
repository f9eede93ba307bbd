package lab.iggy.embedded.storage;

import java.io.IOException;
import java.util.LinkedHashMap;

/**
 * The sparse indexes of closed segments that were asked for last. Those of open segments stay with
 * their segments.
 */
public final class IndexCache {
    private final int max;
    private final LinkedHashMap<Segment, SparseIndex> cached = new LinkedHashMap<>(16, 0.75f, true);

    public IndexCache(int max) {
        this.max = max;
    }

    SparseIndex of(Segment segment) throws IOException {
        synchronized (this) {
            var index = cached.get(segment);
            if (index != null) {
                return index;
            }
        }
        // Two readers may both load it; that is cheaper than one of them waiting with the lock
        // held.
        var loaded = segment.loadIndex();
        synchronized (this) {
            cached.put(segment, loaded);
            if (cached.size() > max) {
                cached.pollFirstEntry();
            }
        }
        return loaded;
    }

    synchronized void forget(Segment segment) {
        cached.remove(segment);
    }
}
