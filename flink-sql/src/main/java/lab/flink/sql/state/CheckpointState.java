package lab.flink.sql.state;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.query.KvStateRegistry;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.OperatorBackendSerializationProxy;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.UncompressedStreamCompressionDecorator;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackendBuilder;
import org.apache.flink.runtime.state.heap.HeapPriorityQueueSetFactory;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot.CommonSerializerKeys;
import org.apache.flink.runtime.state.metrics.LatencyTrackingStateConfig;
import org.apache.flink.runtime.state.ttl.TtlTimeProvider;

/**
 * Whether all that a checkpoint's metadata names can be read.
 *
 * <p>Flink opens state in the tasks of a job that runs already: a file that is missing, cut short
 * or full of zeros lets it fall over and start again for ever. So each is read before, as a task
 * would: through to its end, and into the values that it holds. The jobs keep their state on the
 * heap and write it uncompressed; their states fit into memory, and are let go of one by one.
 */
final class CheckpointState {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ClassLoader loader = CheckpointState.class.getClassLoader();

    /**
     * Reads all of it.
     *
     * @throws UnreadableCheckpointException if any cannot be
     */
    static void check(CheckpointMetadata metadata) throws UnreadableCheckpointException {
        var check = new CheckpointState();
        for (OperatorState operator : metadata.getOperatorStates()) {
            try {
                check.operator(operator);
            } catch (IOException | RuntimeException e) {
                throw new UnreadableCheckpointException(
                        "state of operator " + operator.getOperatorID(), e);
            }
        }
    }

    private void operator(OperatorState operator) throws IOException {
        if (operator.getCoordinatorState() != null) {
            content(operator.getCoordinatorState());
        }
        for (OperatorSubtaskState task : operator.getStates()) {
            for (OperatorStateHandle handle : task.getManagedOperatorState()) {
                content(handle);
                elements(handle);
            }
            for (OperatorStateHandle handle : task.getRawOperatorState()) {
                content(handle);
            }
            for (KeyedStateHandle handle : task.getManagedKeyedState()) {
                if (handle instanceof KeyGroupsStateHandle groups) {
                    content(groups);
                    keyed(groups, operator.getMaxParallelism());
                }
            }
            for (KeyedStateHandle handle : task.getRawKeyedState()) {
                if (handle instanceof StreamStateHandle stream) {
                    content(stream);
                }
            }
        }
    }

    /** Reads it to its end, which must not come early; a disk that lost it may give zeros. */
    private static void content(StreamStateHandle handle) throws IOException {
        long read = 0;
        boolean isBlank = true;
        var buffer = new byte[BUFFER_BYTES];
        try (FSDataInputStream in = handle.openInputStream()) {
            for (int bytes = in.read(buffer); bytes >= 0; bytes = in.read(buffer)) {
                for (int i = 0; isBlank && i < bytes; i++) {
                    isBlank = buffer[i] == 0;
                }
                read += bytes;
            }
        }
        if (read < handle.getStateSize()) {
            throw new IOException(
                    "%s must have %d bytes, had %d"
                            .formatted(name(handle), handle.getStateSize(), read));
        }
        if (isBlank && read > 0) {
            throw new IOException("%s must not be %d zeros".formatted(name(handle), read));
        }
    }

    private static String name(StreamStateHandle handle) {
        return handle.getStreamStateHandleID().getKeyString();
    }

    /** Lists and broadcast maps: each of their parts must end where the next one begins. */
    private void elements(OperatorStateHandle handle) throws IOException {
        Set<Long> boundaries = new HashSet<>(Set.of(handle.getStateSize()));
        for (var state : handle.getStateNameToPartitionOffsets().values()) {
            for (long offset : state.getOffsets()) {
                boundaries.add(offset);
            }
        }
        try (FSDataInputStream in = handle.openInputStream()) {
            var view = new DataInputViewStreamWrapper(in);
            var proxy = new OperatorBackendSerializationProxy(loader);
            proxy.read(view);
            Map<String, Part> parts = parts(proxy);
            for (var state : handle.getStateNameToPartitionOffsets().entrySet()) {
                Part part = parts.get(state.getKey());
                if (part == null) {
                    throw new IOException("must describe " + state.getKey());
                }
                for (long offset : state.getValue().getOffsets()) {
                    in.seek(offset);
                    part.read(view);
                    if (!boundaries.contains(in.getPos())) {
                        throw new IOException(
                                "%s must end where the next part begins, ended at %d"
                                        .formatted(state.getKey(), in.getPos()));
                    }
                }
            }
        }
    }

    private interface Part {
        void read(DataInputViewStreamWrapper in) throws IOException;
    }

    private static Map<String, Part> parts(OperatorBackendSerializationProxy proxy) {
        Map<String, Part> parts = new HashMap<>();
        for (StateMetaInfoSnapshot list : proxy.getOperatorStateMetaInfoSnapshots()) {
            TypeSerializer<?> value = serializer(list, CommonSerializerKeys.VALUE_SERIALIZER);
            parts.put(list.getName(), value::deserialize);
        }
        for (StateMetaInfoSnapshot map : proxy.getBroadcastStateMetaInfoSnapshots()) {
            TypeSerializer<?> key = serializer(map, CommonSerializerKeys.KEY_SERIALIZER);
            TypeSerializer<?> value = serializer(map, CommonSerializerKeys.VALUE_SERIALIZER);
            parts.put(
                    map.getName(),
                    in -> {
                        int entries = in.readInt();
                        for (int i = 0; i < entries; i++) {
                            key.deserialize(in);
                            value.deserialize(in);
                        }
                    });
        }
        return parts;
    }

    private static TypeSerializer<?> serializer(
            StateMetaInfoSnapshot state, CommonSerializerKeys which) {
        var snapshot = state.getTypeSerializerSnapshot(which);
        if (snapshot == null) {
            throw new IllegalStateException(state.getName() + " must have a " + which);
        }
        return snapshot.restoreSerializer();
    }

    /** Restores all key groups, as a task does, and lets go of them. */
    private void keyed(KeyGroupsStateHandle handle, int maxParallelism) throws IOException {
        try (var registry = new CloseableRegistry()) {
            new HeapKeyedStateBackendBuilder<>(
                            new KvStateRegistry()
                                    .createTaskRegistry(new JobID(), new JobVertexID()),
                            keySerializer(handle),
                            loader,
                            maxParallelism,
                            handle.getKeyGroupRange(),
                            new ExecutionConfig(),
                            TtlTimeProvider.DEFAULT,
                            LatencyTrackingStateConfig.disabled(),
                            List.of(handle),
                            UncompressedStreamCompressionDecorator.INSTANCE,
                            LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED,
                            new HeapPriorityQueueSetFactory(
                                    handle.getKeyGroupRange(), maxParallelism, 0),
                            false,
                            registry)
                    .build()
                    .dispose();
        }
    }

    private TypeSerializer<Object> keySerializer(KeyGroupsStateHandle handle) throws IOException {
        try (FSDataInputStream in = handle.openInputStream()) {
            var proxy = new KeyedBackendSerializationProxy<Object>(loader);
            proxy.read(new DataInputViewStreamWrapper(in));
            return proxy.getKeySerializerSnapshot().restoreSerializer();
        }
    }
}
