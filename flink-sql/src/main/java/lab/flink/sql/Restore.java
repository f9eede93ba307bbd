package lab.flink.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A start from a checkpoint: refuses if the planned job has no place for something that the
 * checkpoint holds.
 */
record Restore(String job, RetainedCheckpoint checkpoint, CheckpointMetadata metadata)
        implements LabExecutor.Preparation {

    @Override
    public void prepare(StreamGraph graph) {
        OperatorUids.assign(graph);
    }

    @Override
    public void prepare(JobGraph graph) {
        List<String> homeless = homeless(graph);
        if (!homeless.isEmpty()) {
            throw new JobRefusedException(
                    "job %s: every operator's state must have a place in the plan, was without: %s."
                                    .formatted(job, String.join(", ", homeless))
                            + " Start it with the version and the parallelism that took "
                            + checkpoint.folder()
                            + ", or remove the job's checkpoints and its tier's warehouse to"
                            + " build the tier anew from the bus");
        }
        graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(checkpoint.folder().toUri().toString(), false));
    }

    private List<String> homeless(JobGraph graph) {
        Set<OperatorID> places = new HashSet<>();
        graph.getVertices()
                .forEach(vertex -> {
                    for (OperatorIDPair pair : vertex.getOperatorIDs()) {
                        places.add(pair.getGeneratedOperatorID());
                        pair.getUserDefinedOperatorID().ifPresent(places::add);
                    }
                });
        return metadata.getOperatorStates().stream()
                .filter(state -> !state.isFullyFinished() && hasState(state))
                .map(OperatorState::getOperatorID)
                .filter(id -> !places.contains(id))
                .map(OperatorID::toHexString)
                .toList();
    }

    private static boolean hasState(OperatorState state) {
        return state.getStateSize() > 0 || state.getCoordinatorState() != null;
    }
}
