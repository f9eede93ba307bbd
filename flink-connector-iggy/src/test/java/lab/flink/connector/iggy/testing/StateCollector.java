package lab.flink.connector.iggy.testing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every record in its operator state, which goes back with each failure: what is exactly once
 * in here is exactly once in Flink's state. Tests look in by name, from the same JVM.
 */
public final class StateCollector extends RichMapFunction<String, String>
        implements CheckpointedFunction {

    private static final Map<String, Map<Integer, List<String>>> VIEWS = new ConcurrentHashMap<>();

    private final String name;
    private transient @Nullable ListState<String> state;
    private transient @Nullable List<String> values;

    public StateCollector(String name) {
        this.name = name;
    }

    /** What the state of all subtasks holds now. */
    public static List<String> view(String name) {
        var all = new ArrayList<String>();
        for (List<String> part : VIEWS.getOrDefault(name, Map.of()).values()) {
            all.addAll(List.of(part.toArray(String[]::new)));
        }
        return all;
    }

    public static int size(String name) {
        return VIEWS.getOrDefault(name, Map.of()).values().stream().mapToInt(List::size).sum();
    }

    /** Before a job starts under the name anew: its subtasks may be fewer. */
    public static void forget(String name) {
        VIEWS.remove(name);
    }

    @Override
    public String map(String value) {
        requireNonNull(values).add(value);
        return value;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        requireNonNull(state).update(new ArrayList<>(requireNonNull(values)));
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        ListState<String> restored =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("values", Types.STRING));
        List<String> kept = Collections.synchronizedList(new ArrayList<>());
        restored.get().forEach(kept::add);
        state = restored;
        values = kept;
        VIEWS.computeIfAbsent(name, id -> new ConcurrentHashMap<>())
                .put(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(), kept);
    }
}
