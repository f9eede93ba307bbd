package lab.flink.sql;

import java.util.Comparator;
import java.util.HashMap;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;

/**
 * Gives every operator of a planned job an id by which its state is found again.
 *
 * <p>Flink's own ids of planned operators hash how they are chained, and that changes with the
 * parallelism: a job taken from two to one would not find its state. Here an id is the operator's
 * name and how many of that name came before it, which is the same as long as the SQL is. Operators
 * that bring an id keep it.
 */
final class OperatorUids {
    /** The planner numbers nodes through the life of the JVM, so the numbers say nothing. */
    private static final String NODE_NUMBER = "\\[\\d+]|\\$\\d+";

    private OperatorUids() {}

    static void assign(StreamGraph graph) {
        var seen = new HashMap<String, Integer>();
        graph.getStreamNodes().stream()
                .sorted(Comparator.comparingInt(StreamNode::getId))
                .filter(node -> node.getTransformationUID() == null)
                .forEach(node -> {
                    String name = node.getOperatorName().replaceAll(NODE_NUMBER, "").strip();
                    int ordinal = seen.merge(name, 1, Integer::sum);
                    graph.setTransformationUID(node.getId(), name + "#" + ordinal);
                });
    }
}
