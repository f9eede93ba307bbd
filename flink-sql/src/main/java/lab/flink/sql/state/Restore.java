package lab.flink.sql.state;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lab.flink.sql.cluster.LabExecutor;
import lab.flink.sql.job.LabJob;
import lab.flink.sql.job.OperatorUids;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A start from a checkpoint: refuses if the planned job has no place for something that the
 * checkpoint holds.
 *
 * @param ids by which the operators of the checkpoint may be called
 */
public record Restore(
        LabJob job, RetainedCheckpoint checkpoint, CheckpointMetadata metadata, List<String> ids)
        implements LabExecutor.Preparation {

    public Restore {
        ids = List.copyOf(ids);
    }

    @Override
    public void prepare(StreamGraph graph) {
        OperatorUids.assign(graph);
    }

    @Override
    public void prepare(JobGraph graph) {
        List<String> homeless = StateFit.homeless(metadata, places(graph), ids);
        if (!homeless.isEmpty()) {
            throw StateFit.refusal(job, homeless);
        }
        graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(checkpoint.folder().toUri().toString(), false));
    }

    private static Set<OperatorID> places(JobGraph graph) {
        Set<OperatorID> places = new HashSet<>();
        graph.getVertices()
                .forEach(vertex -> {
                    for (OperatorIDPair pair : vertex.getOperatorIDs()) {
                        places.add(pair.getGeneratedOperatorID());
                        pair.getUserDefinedOperatorID().ifPresent(places::add);
                    }
                });
        return places;
    }
}
