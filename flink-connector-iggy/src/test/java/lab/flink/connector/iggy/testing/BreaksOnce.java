package lab.flink.connector.iggy.testing;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/** Throws at certain records, once at each, and not before a checkpoint has been completed. */
public final class BreaksOnce extends RichMapFunction<String, String>
        implements CheckpointListener {

    private static final Map<String, Set<String>> BROKEN = new ConcurrentHashMap<>();
    private static final Set<String> CHECKPOINTED = ConcurrentHashMap.newKeySet();

    private final String name;
    private final Set<String> at;

    public BreaksOnce(String name, Set<String> at) {
        this.name = name;
        this.at = Set.copyOf(at);
    }

    public static int breaks(String name) {
        return BROKEN.getOrDefault(name, Set.of()).size();
    }

    @Override
    public String map(String value) {
        boolean due = at.contains(value) && CHECKPOINTED.contains(name);
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
