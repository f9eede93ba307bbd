// SPDX-License-Identifier: Apache-2.0
package lab.flink.connector.iggy.source.enumerator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lab.flink.connector.iggy.source.split.IggyPartitionSplit;
import lab.flink.connector.iggy.source.split.IggyPartitionSplitSerializer;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The enumerator's bytes in checkpoints and savepoints. Version 1: whether discovered (boolean);
 * how many assigned ids (int) and each (modified UTF-8, sorted); version of the split serializer
 * (int); how many unassigned splits (int) and each as length (int) and bytes.
 */
@Internal
public final class IggyEnumeratorStateSerializer
        implements SimpleVersionedSerializer<IggyEnumeratorState> {

    private static final int VERSION = 1;

    private final IggyPartitionSplitSerializer splits = new IggyPartitionSplitSerializer();

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(IggyEnumeratorState state) throws IOException {
        var out = new DataOutputSerializer(256);
        out.writeBoolean(state.discovered());
        out.writeInt(state.assigned().size());
        for (String id : new TreeSet<>(state.assigned())) {
            out.writeUTF(id);
        }
        out.writeInt(splits.getVersion());
        out.writeInt(state.unassigned().size());
        for (IggyPartitionSplit split : state.unassigned()) {
            byte[] bytes = splits.serialize(split);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public IggyEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        return switch (version) {
            case 1 -> version1(new DataInputDeserializer(serialized));
            default ->
                    throw new IOException(
                            "iggy enumerator state: version must be at most 1, was " + version);
        };
    }

    private IggyEnumeratorState version1(DataInputDeserializer in) throws IOException {
        boolean discovered = in.readBoolean();
        Set<String> assigned = new HashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            assigned.add(in.readUTF());
        }
        int splitVersion = in.readInt();
        List<IggyPartitionSplit> unassigned = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            var bytes = new byte[in.readInt()];
            in.readFully(bytes);
            unassigned.add(splits.deserialize(splitVersion, bytes));
        }
        return new IggyEnumeratorState(assigned, unassigned, discovered);
    }
}
