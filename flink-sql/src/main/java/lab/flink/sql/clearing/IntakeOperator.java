package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ScheduledFuture;
import lab.domain.EventTime;
import lab.domain.clearing.Claim;
import lab.domain.clearing.ClearingTerms;
import lab.domain.clearing.Request;
import lab.domain.clearing.house.RequestIntake;
import lab.flink.sql.clearing.read.TermsInForce;
import lab.flink.sql.clearing.read.TermsSource;
import lab.flink.sql.format.column.Values;
import lab.topics.codec.OrderCodec;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple6;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The first stage, keyed by account: {@link RequestIntake} within Flink's state.
 *
 * <p>State an account: some 50 bytes, and the ids of its orders of the last day of event time, 25
 * bytes each, and of its funds.
 */
final class IntakeOperator extends AbstractStreamOperator<Tuple3<String, Integer, byte[]>>
        implements OneInputStreamOperator<RowData, Tuple3<String, Integer, byte[]>> {
    private static final long serialVersionUID = 1L;

    static final String REQUESTS = "clearing.requests";
    static final String REPEATS = "clearing.repeats";
    static final String EXPIRED = "clearing.expired";

    /** How many orders had expired, of {@link WaitingOperator#TYPE}. */
    static final OutputTag<Tuple6<Integer, Long, String, String, Long, Long>> IGNORED =
            new OutputTag<>("ignored", WaitingOperator.TYPE);

    private static final long TELL_EVERY_MILLIS = 500;
    private static final long NOT_TOLD = -1;

    private static final ValueStateDescriptor<byte[]> INTAKE =
            new ValueStateDescriptor<>(
                    "intake", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final int payloadColumn;
    private final int takenColumn;
    private final TermsSource termsSource;
    private transient @Nullable ValueState<byte[]> intakes;
    private transient @Nullable FlinkOrderIds known;
    private transient @Nullable TermsInForce terms;
    private final LongCounter requests = new LongCounter();
    private final LongCounter repeats = new LongCounter();
    private final LongCounter expired = new LongCounter();
    private transient @Nullable ScheduledFuture<?> telling;
    private transient long expiredTold;

    IntakeOperator(int payloadColumn, int takenColumn, TermsSource termsSource) {
        this.payloadColumn = payloadColumn;
        this.takenColumn = takenColumn;
        this.termsSource = termsSource;
    }

    @Override
    public void open() throws Exception {
        super.open();
        terms = termsSource.open();
        intakes = getPartitionedState(INTAKE);
        known = new FlinkOrderIds(getPartitionedState(FlinkOrderIds.IDS));
        getRuntimeContext().addAccumulator(REQUESTS, requests);
        getRuntimeContext().addAccumulator(REPEATS, repeats);
        getRuntimeContext().addAccumulator(EXPIRED, expired);
        getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        FlinkOrderIds.IDS_OF_FORMAT_0,
                        (account, old) -> requireNonNull(known).adopt(old));
        getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        INTAKE,
                        (account, state) -> {
                            RequestIntake intake = RequestIntake.ofBytes(state.value());
                            requests.add(intake.taken());
                            repeats.add(intake.repeats());
                            expired.add(intake.expired());
                        });
        expiredTold = NOT_TOLD;
        telling =
                getProcessingTimeService()
                        .scheduleWithFixedDelay(
                                time -> tellExpired(), TELL_EVERY_MILLIS, TELL_EVERY_MILLIS);
    }

    private void tellExpired() {
        long count = expired.getLocalValuePrimitive();
        if (count != expiredTold) {
            expiredTold = count;
            var task = getRuntimeContext().getTaskInfo();
            output.collect(
                    IGNORED,
                    new StreamRecord<>(
                            WaitingOperator.expired(
                                    task.getIndexOfThisSubtask(),
                                    task.getNumberOfParallelSubtasks(),
                                    count)));
        }
    }

    @Override
    public void processElement(StreamRecord<RowData> element) throws Exception {
        byte[] payload = element.getValue().getString(payloadColumn).toBytes();
        Request request = OrderCodec.decode(payload);
        ValueState<byte[]> state = requireNonNull(intakes);
        byte @Nullable [] before = state.value();
        var intake = before == null ? new RequestIntake() : RequestIntake.ofBytes(before);
        long taken = intake.taken();
        long repeated = intake.repeats();
        long late = intake.expired();
        long stamp = Values.micros(element.getValue().getTimestamp(takenColumn, 6));
        ClearingTerms inForce = requireNonNull(terms).of(request, EventTime.ofMicros(stamp));
        intake.take(request, requireNonNull(known), inForce)
                .map(claim -> claim.takenAt(stamp))
                .ifPresent(this::emit);
        state.update(intake.toBytes());
        requests.add(intake.taken() - taken);
        repeats.add(intake.repeats() - repeated);
        expired.add(intake.expired() - late);
    }

    @Override
    public void close() throws Exception {
        if (telling != null) {
            telling.cancel(false);
        }
        if (terms != null) {
            terms.close();
        }
        super.close();
    }

    private void emit(Claim claim) {
        output.collect(new StreamRecord<>(ClaimRow.of(claim)));
    }
}
