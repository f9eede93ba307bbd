package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import lab.domain.Amounts;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * Balances by account and asset, keyed by both: what came in minus what went out.
 *
 * <p>Some accounts are on one side of every trade, so changes are gathered: the newest balance goes
 * out twice a second, and always before a checkpoint. After a start all balances go out once more:
 * a tier that lost some has them again.
 *
 * <p>State: one number an account and asset.
 */
final class BalanceOperator extends AbstractStreamOperator<RowData>
        implements OneInputStreamOperator<Tuple3<String, String, BigDecimal>, RowData> {
    private static final long serialVersionUID = 1L;
    private static final long EMIT_EVERY_MILLIS = 500;

    private static final ValueStateDescriptor<BigDecimal> BALANCE =
            new ValueStateDescriptor<>("balance", Types.BIG_DEC);

    private transient @Nullable ValueState<BigDecimal> balances;
    private transient @Nullable ScheduledFuture<?> emission;
    private transient Map<Tuple2<String, String>, BigDecimal> changed = new LinkedHashMap<>();

    static DataType type() {
        return DataTypes.ROW(
                        DataTypes.FIELD("account", DataTypes.STRING().notNull()),
                        DataTypes.FIELD("asset", DataTypes.STRING().notNull()),
                        DataTypes.FIELD(
                                "balance",
                                DataTypes.DECIMAL(TransferRows.SUM_DIGITS, Amounts.PLACES)
                                        .notNull()))
                .notNull();
    }

    @Override
    public void open() throws Exception {
        super.open();
        changed = new LinkedHashMap<>();
        balances = getPartitionedState(BALANCE);
        this.<Tuple2<String, String>>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        BALANCE,
                        (key, state) -> changed.put(key, state.value()));
        emission =
                getProcessingTimeService()
                        .scheduleWithFixedDelay(
                                time -> emit(), EMIT_EVERY_MILLIS, EMIT_EVERY_MILLIS);
    }

    @Override
    public void processElement(StreamRecord<Tuple3<String, String, BigDecimal>> element)
            throws Exception {
        ValueState<BigDecimal> state = requireNonNull(balances);
        Tuple3<String, String, BigDecimal> move = element.getValue();
        BigDecimal before = state.value();
        BigDecimal after = before == null ? move.f2 : before.add(move.f2);
        state.update(after);
        changed.put(Tuple2.of(move.f0, move.f1), after);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        emit();
    }

    private void emit() {
        changed.forEach((key, balance) ->
                output.collect(
                        new StreamRecord<>(
                                GenericRowData.of(
                                        StringData.fromString(key.f0),
                                        StringData.fromString(key.f1),
                                        DecimalData.fromBigDecimal(
                                                balance,
                                                TransferRows.SUM_DIGITS,
                                                Amounts.PLACES)))));
        changed.clear();
    }

    @Override
    public void close() throws Exception {
        if (emission != null) {
            emission.cancel(false);
        }
        super.close();
    }
}
