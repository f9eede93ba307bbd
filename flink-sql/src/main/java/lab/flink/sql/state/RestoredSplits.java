package lab.flink.sql.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import lab.flink.connector.iggy.source.split.IggyPartitionSplitSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a checkpoint has read the bus, partition by partition. */
public final class RestoredSplits {
    private static final Logger log = LoggerFactory.getLogger(RestoredSplits.class);

    /** Under which Flink's source operator keeps the splits of its reader. */
    private static final String STATE = "SourceReaderState";

    private RestoredSplits() {}

    /** The splits of all its sources that read the bus. */
    public static List<IggyPartitionSplit> of(CheckpointMetadata metadata) throws IOException {
        var splits = new ArrayList<IggyPartitionSplit>();
        for (OperatorState operator : metadata.getOperatorStates()) {
            for (OperatorSubtaskState task : operator.getStates()) {
                for (OperatorStateHandle handle : task.getManagedOperatorState()) {
                    add(handle, splits);
                }
            }
        }
        return splits;
    }

    private static void add(OperatorStateHandle handle, List<IggyPartitionSplit> into)
            throws IOException {
        var state = handle.getStateNameToPartitionOffsets().get(STATE);
        if (state == null) {
            return;
        }
        try (FSDataInputStream in = handle.openInputStream()) {
            var view = new DataInputViewStreamWrapper(in);
            for (long offset : state.getOffsets()) {
                in.seek(offset);
                byte[] bytes = BytePrimitiveArraySerializer.INSTANCE.deserialize(view);
                into.add(
                        SimpleVersionedSerialization.readVersionAndDeSerialize(
                                new IggyPartitionSplitSerializer(), bytes));
            }
        } catch (IllegalArgumentException e) {
            // A source of another kind has splits of another kind
            log.debug("state is of no split of the bus", e);
        }
    }
}
