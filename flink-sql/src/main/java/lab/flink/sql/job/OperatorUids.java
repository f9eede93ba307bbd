package lab.flink.sql.job;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.shaded.guava31.com.google.common.hash.Hashing;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;

/**
 * Gives every operator of a planned job an id by which its state is found again.
 *
 * <p>Flink's own ids of planned operators hash how they are chained, and that changes with the
 * parallelism: a job taken from two to one would not find its state. Here an id is the operator's
 * name and how many of that name came before it, which is the same as long as the SQL is. Operators
 * that bring an id keep it.
 *
 * <p>An operator of the planner with state by key has what it does in its id too, such as the
 * length of a window: doing something else, it must not find the state.
 */
public final class OperatorUids {
    /** The planner numbers nodes through the life of the JVM, so the numbers say nothing. */
    private static final String NODE_NUMBER = "\\[\\d+]|\\$\\d+";

    private static final int HASH_DIGITS = 8;

    private OperatorUids() {}

    /** What a checkpoint calls the operator of an id. */
    public static OperatorID hash(String id) {
        return new OperatorID(
                Hashing.murmur3_128(0).hashString(id, StandardCharsets.UTF_8).asBytes());
    }

    public static void assign(StreamGraph graph) {
        var seen = new HashMap<String, Integer>();
        graph.getStreamNodes().stream()
                .sorted(Comparator.comparingInt(StreamNode::getId))
                .filter(node -> node.getTransformationUID() == null)
                .forEach(node -> {
                    String name = name(node);
                    int ordinal = seen.merge(name, 1, Integer::sum);
                    graph.setTransformationUID(node.getId(), name + "#" + ordinal);
                });
    }

    private static String name(StreamNode node) {
        String name = node.getOperatorName().replaceAll(NODE_NUMBER, "").strip();
        if (node.getStateKeySerializer() == null) {
            return name;
        }
        String does = String.valueOf(node.getOperatorDescription()).replaceAll(NODE_NUMBER, "");
        return "%s %s".formatted(name, hash(does).toHexString().substring(0, HASH_DIGITS));
    }
}
