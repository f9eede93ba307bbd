package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import lab.domain.clearing.Claim;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Request;
import lab.domain.clearing.RequestIntake;
import lab.topics.OrderCodec;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * The first stage, keyed by account: {@link RequestIntake} within Flink's state.
 *
 * <p>State an account: 17 bytes, and its order ids, for ever, since a repeat is a repeat however
 * late it comes: about 100 bytes an order.
 */
final class IntakeOperator extends AbstractStreamOperator<Tuple3<String, Integer, byte[]>>
        implements OneInputStreamOperator<RowData, Tuple3<String, Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    static final String REQUESTS = "clearing.requests";
    static final String REPEATS = "clearing.repeats";

    /** The reader of the topic has looked at how far ahead a request is. */
    private static final Instant ANY_TIME = Instant.parse("9999-01-01T00:00:00Z");

    private static final ValueStateDescriptor<byte[]> INTAKE =
            new ValueStateDescriptor<>(
                    "intake", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    private static final MapStateDescriptor<String, Boolean> KNOWN =
            new MapStateDescriptor<>("known", Types.STRING, Types.BOOLEAN);

    private final int payloadColumn;
    private transient @Nullable ValueState<byte[]> intakes;
    private transient @Nullable MapState<String, Boolean> known;
    private final LongCounter requests = new LongCounter();
    private final LongCounter repeats = new LongCounter();

    IntakeOperator(int payloadColumn) {
        this.payloadColumn = payloadColumn;
    }

    @Override
    public void open() throws Exception {
        super.open();
        intakes = getPartitionedState(INTAKE);
        known = getPartitionedState(KNOWN);
        getRuntimeContext().addAccumulator(REQUESTS, requests);
        getRuntimeContext().addAccumulator(REPEATS, repeats);
        getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        INTAKE,
                        (account, state) -> {
                            RequestIntake intake = RequestIntake.ofBytes(state.value());
                            requests.add(intake.taken());
                            repeats.add(intake.repeats());
                        });
    }

    @Override
    public void processElement(StreamRecord<RowData> element) throws Exception {
        byte[] payload = element.getValue().getString(payloadColumn).toBytes();
        Request request = OrderCodec.decode(payload, ANY_TIME);
        ValueState<byte[]> state = requireNonNull(intakes);
        byte @Nullable [] before = state.value();
        var intake = before == null ? new RequestIntake() : RequestIntake.ofBytes(before);
        MapState<String, Boolean> ids = requireNonNull(known);
        String id = request.orderId().text();
        boolean isKnown = ids.contains(id);
        intake.take(request, isKnown, ClearingTerms.STANDARD).ifPresent(this::emit);
        state.update(intake.toBytes());
        if (isKnown) {
            repeats.add(1L);
        } else {
            ids.put(id, true);
            requests.add(1L);
        }
    }

    private void emit(Claim claim) {
        output.collect(new StreamRecord<>(ClaimRow.of(claim)));
    }
}
