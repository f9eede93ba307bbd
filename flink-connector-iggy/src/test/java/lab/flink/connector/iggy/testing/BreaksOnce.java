package lab.flink.connector.iggy.testing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/** Throws at certain records, once at each; if asked to, not before a completed checkpoint. */
public final class BreaksOnce extends RichMapFunction<String, String>
        implements CheckpointListener {

    private static final Map<String, Set<String>> BROKEN = new ConcurrentHashMap<>();
    private static final Set<String> CHECKPOINTED = ConcurrentHashMap.newKeySet();

    private final String name;
    private final Set<String> at;
    private final boolean afterCheckpoint;

    private BreaksOnce(String name, Set<String> at, boolean afterCheckpoint) {
        this.name = name;
        this.at = Set.copyOf(at);
        this.afterCheckpoint = afterCheckpoint;
    }

    public static BreaksOnce afterCheckpoint(String name, Set<String> at) {
        return new BreaksOnce(name, at, true);
    }

    public static BreaksOnce atOnce(String name, Set<String> at) {
        return new BreaksOnce(name, at, false);
    }

    public static int breaks(String name) {
        return BROKEN.getOrDefault(name, Set.of()).size();
    }

    @Override
    public String map(String value) {
        boolean due = at.contains(value) && (!afterCheckpoint || CHECKPOINTED.contains(name));
        if (due && BROKEN.computeIfAbsent(name, id -> ConcurrentHashMap.newKeySet()).add(value)) {
            throw new IllegalStateException("broken on purpose at " + value);
        }
        return value;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        CHECKPOINTED.add(name);
    }
}
