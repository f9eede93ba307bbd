package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lab.flink.sql.clearing.PublishedExecutions.ExecutionLog;
import lab.flink.sql.clearing.PublishedExecutions.Standing;
import lab.flink.sql.clearing.read.AskingThread;
import lab.flink.sql.rows.RowFields;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.jspecify.annotations.Nullable;

/**
 * Before the sink, keyed by account: lets those executions through that are not on the bus.
 *
 * <p>Executions are a function of the logs. A run that begins anew works out again all that an
 * earlier one published, and one that restores what came after its checkpoint; the sink would write
 * that a second time. If the bus has another execution by the same number, it keeps its own: others
 * went by it. The error is logged and counted, and the audit finds it as a difference of the tiers.
 *
 * <p>State: the newest number of each account, and an offset for each partition of the topic,
 * before which nothing newer stands. State of older versions has neither: then nothing is looked
 * up, and what came after its checkpoint is published again.
 */
final class UnpublishedOperator extends AbstractStreamOperator<RowData>
        implements OneInputStreamOperator<RowData, RowData> {
    private static final long serialVersionUID = 1L;

    private static final ValueStateDescriptor<Long> NUMBER =
            new ValueStateDescriptor<>("number", Types.LONG);
    private static final ListStateDescriptor<Tuple2<Integer, Long>> OFFSETS =
            new ListStateDescriptor<>("offsets", Types.TUPLE(Types.INT, Types.LONG));

    private final OpensLog log;
    private final int account;
    private final int number;
    private final int payload;
    private transient @Nullable ValueState<Long> numbers;
    private transient @Nullable ListState<Tuple2<Integer, Long>> offsets;
    private transient @Nullable PublishedExecutions earlier;
    private transient @Nullable ExecutionLog ends;
    private transient @Nullable AskingThread<Map<Integer, Long>> look;
    private transient @Nullable Counter different;
    private transient Map<Integer, Long> from = new TreeMap<>();
    private transient boolean isRestored;

    /** Opens the log of executions. */
    interface OpensLog extends Serializable {
        ExecutionLog open() throws IOException;
    }

    UnpublishedOperator(OpensLog log, RowType row) {
        this.log = log;
        this.account = RowFields.index(row, "account", VarCharType.STRING_TYPE);
        this.number = RowFields.index(row, "number", new BigIntType());
        this.payload = RowFields.index(row, "payload", VarCharType.STRING_TYPE);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        offsets = context.getOperatorStateStore().getUnionListState(OFFSETS);
        from = new TreeMap<>();
        for (Tuple2<Integer, Long> offset : requireNonNull(offsets).get()) {
            from.merge(offset.f0, offset.f1, Math::min);
        }
        isRestored = context.isRestored();
    }

    @Override
    public void open() throws Exception {
        super.open();
        numbers = getPartitionedState(NUMBER);
        different = getMetricGroup().counter("differentExecutions");
        ExecutionLog asked = log.open();
        ends = asked;
        look = new AskingThread<>("clearing-published", () -> Optional.of(asked.ends()));
        boolean isOfOlderVersion = isRestored && from.isEmpty();
        earlier = isOfOlderVersion ? null : earlier();
    }

    private @Nullable PublishedExecutions earlier() throws Exception {
        Map<String, Long> done = new HashMap<>();
        this.<String>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        NUMBER,
                        (name, newest) -> done.put(name, newest.value()));
        var published = new PublishedExecutions(log.open(), this::isOurs, done, from);
        published.open();
        if (isRestored) {
            published.readAll();
        }
        return stillAskedFor(published);
    }

    private boolean isOurs(String name) {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                        name,
                        task.getMaxNumberOfParallelSubtasks(),
                        task.getNumberOfParallelSubtasks())
                == task.getIndexOfThisSubtask();
    }

    private @Nullable PublishedExecutions stillAskedFor(PublishedExecutions published) {
        if (!published.isExhausted()) {
            return published;
        }
        from = published.positions();
        published.close();
        return null;
    }

    @Override
    public void processElement(StreamRecord<RowData> element) throws Exception {
        RowData execution = element.getValue();
        requireNonNull(numbers).update(execution.getLong(number));
        if (earlier == null || isUnpublished(execution, earlier)) {
            output.collect(element);
        }
    }

    private boolean isUnpublished(RowData execution, PublishedExecutions published)
            throws Exception {
        Standing standing =
                published.standing(
                        execution.getString(account).toString(),
                        execution.getLong(number),
                        execution.getString(payload).toBytes());
        if (standing == Standing.DIFFERENT) {
            requireNonNull(different).inc();
            LOG.error(
                    "execution {} of account {}: must be what the bus has, is not; the bus keeps its own, this is {}",
                    execution.getLong(number),
                    execution.getString(account),
                    execution.getString(payload));
        }
        earlier = stillAskedFor(published);
        return standing == Standing.UNKNOWN;
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        AskingThread<Map<Integer, Long>> asking = requireNonNull(look);
        if (earlier == null) {
            asking.newest().ifPresent(newest -> from = newest);
            asking.ask();
        } else {
            from = earlier.positions();
        }
        ListState<Tuple2<Integer, Long>> state = requireNonNull(offsets);
        state.clear();
        for (Map.Entry<Integer, Long> each : from.entrySet()) {
            state.add(Tuple2.of(each.getKey(), each.getValue()));
        }
    }

    @Override
    public void close() throws Exception {
        if (look != null) {
            look.close();
        }
        if (ends != null) {
            ends.close();
        }
        if (earlier != null) {
            earlier.close();
        }
        super.close();
    }
}
