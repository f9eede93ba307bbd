package lab.flink.sql.clearing.read;

import java.util.ArrayList;
import java.util.List;
import lab.topics.Bus;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/** Which partitions of the bus an instance of an operator owns that is keyed by them. */
public final class OwnPartitions {
    private OwnPartitions() {}

    public static List<Integer> of(TaskInfo task) {
        List<Integer> own = new ArrayList<>();
        for (int partition = 0; partition < Bus.PARTITIONS; partition++) {
            int subtask =
                    KeyGroupRangeAssignment.assignKeyToParallelOperator(
                            partition,
                            task.getMaxNumberOfParallelSubtasks(),
                            task.getNumberOfParallelSubtasks());
            if (subtask == task.getIndexOfThisSubtask()) {
                own.add(partition);
            }
        }
        return own;
    }
}
