package lab.flink.sql.clearing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import lab.domain.Account;
import lab.domain.clearing.Claim;
import lab.domain.clearing.Settlement;
import lab.domain.clearing.Transfer;
import lab.domain.clearing.house.AccountLedger;
import lab.domain.clearing.house.Balances;
import lab.domain.clearing.house.HeldClaims;
import lab.flink.sql.format.ExecutionRows;
import lab.topics.codec.ExecutionCodec;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple6;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The third stage, keyed by account: {@link AccountLedger} within Flink's state. Executions are its
 * output, transfers go to the side.
 *
 * <p>State an account: a balance for each asset that it ever had, and the claims that came before
 * their turn, of which each waits no longer than the one before it. A ledger is read from the state
 * once and written back when a checkpoint wants it, not with each order: most of an account's
 * ledger is other assets than an order's.
 */
final class LedgerOperator extends AbstractStreamOperator<RowData>
        implements OneInputStreamOperator<Tuple3<String, Integer, byte[]>, RowData> {
    private static final long serialVersionUID = 1L;

    /** How many accounts are kept at hand; with more, all are written back and read again. */
    private static final int AT_HAND_MAX = 10_000;

    private static final ValueStateDescriptor<byte[]> LEDGER =
            new ValueStateDescriptor<>(
                    "ledger", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
    private static final MapStateDescriptor<Long, byte[]> HELD =
            new MapStateDescriptor<>(
                    "held", Types.LONG, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    /** How many claims came before their turn. */
    static final OutputTag<Tuple6<Integer, Long, String, String, Long, Long>> WAITING =
            new OutputTag<>("held", WaitingOperator.TYPE);

    private static final long TELL_EVERY_MILLIS = 500;

    private final OutputTag<RowData> transfers;
    private final int atHandMax;
    private transient @Nullable ValueState<byte[]> ledgers;
    private transient @Nullable MapState<Long, byte[]> held;
    private transient @Nullable ScheduledFuture<?> telling;
    private transient long heldCount;
    private transient long heldTold;
    private transient Map<String, AccountLedger> atHand = new HashMap<>();
    private transient Set<String> changed = new HashSet<>();

    LedgerOperator(OutputTag<RowData> transfers) {
        this(transfers, AT_HAND_MAX);
    }

    LedgerOperator(OutputTag<RowData> transfers, int atHandMax) {
        this.transfers = transfers;
        this.atHandMax = atHandMax;
    }

    @Override
    public void open() throws Exception {
        super.open();
        ledgers = getPartitionedState(LEDGER);
        held = getPartitionedState(HELD);
        atHand = new HashMap<>();
        changed = new HashSet<>();
        heldCount = 0;
        heldTold = 0;
        this.<String>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE,
                        VoidNamespaceSerializer.INSTANCE,
                        HELD,
                        (account, claims) -> {
                            for (Long _ : claims.keys()) {
                                heldCount++;
                            }
                        });
        telling =
                getProcessingTimeService()
                        .scheduleWithFixedDelay(
                                time -> tellHeld(), TELL_EVERY_MILLIS, TELL_EVERY_MILLIS);
    }

    /** How far the requests were read is of no use to those behind. */
    @Override
    public void processWatermark(Watermark mark) {}

    private void tellHeld() {
        if (heldCount != heldTold) {
            heldTold = heldCount;
            int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
            output.collect(WAITING, new StreamRecord<>(WaitingOperator.held(subtask, heldCount)));
        }
    }

    @Override
    public void close() throws Exception {
        if (telling != null) {
            telling.cancel(false);
        }
        super.close();
    }

    @Override
    public void processElement(StreamRecord<Tuple3<String, Integer, byte[]>> element)
            throws Exception {
        String account = element.getValue().f0;
        AccountLedger ledger = atHand.get(account);
        if (ledger == null) {
            if (atHand.size() >= atHandMax) {
                writeBack();
                atHand.clear();
                setCurrentKey(account);
            }
            ledger = stored(account);
            atHand.put(account, ledger);
        }
        changed.add(account);
        ledger.settle(ClaimRow.claim(element.getValue()), new FlinkHeld(), this::emit);
    }

    private AccountLedger stored(String account) throws IOException {
        byte @Nullable [] bytes = requireNonNull(ledgers).value();
        return bytes == null
                ? new AccountLedger(Account.trader(account))
                : AccountLedger.ofBytes(bytes);
    }

    private void writeBack() throws IOException {
        for (String account : changed) {
            setCurrentKey(account);
            requireNonNull(ledgers).update(requireNonNull(atHand.get(account)).toBytes());
        }
        changed.clear();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        writeBack();
    }

    private void emit(Settlement settlement) {
        var moved = new Balances();
        settlement.transfers().forEach(moved::apply);
        if (!moved.sums().values().stream().allMatch(sum -> sum.signum() == 0)) {
            throw new IllegalStateException(
                    "settlement: debit must equal credit, was " + settlement);
        }
        byte[] payload = ExecutionCodec.encode(settlement.execution());
        output.collect(new StreamRecord<>(ExecutionRows.of(settlement.execution(), payload)));
        for (Transfer transfer : settlement.transfers()) {
            output.collect(transfers, new StreamRecord<>(TransferRows.of(transfer)));
        }
    }

    /** Claims that wait for their turn: the state of the account that is being processed. */
    private final class FlinkHeld implements HeldClaims {
        @Override
        public void put(long number, Claim claim) {
            try {
                requireNonNull(held).put(number, claim.toBytes());
                heldCount++;
            } catch (Exception e) {
                throw failed(e);
            }
        }

        @Override
        public Optional<Claim> take(long number) {
            try {
                byte @Nullable [] bytes = requireNonNull(held).get(number);
                if (bytes == null) {
                    return Optional.empty();
                }
                requireNonNull(held).remove(number);
                heldCount--;
                return Optional.of(Claim.ofBytes(bytes));
            } catch (Exception e) {
                throw failed(e);
            }
        }

        private static UncheckedIOException failed(Exception cause) {
            return new UncheckedIOException(new IOException("clearing: state failed", cause));
        }
    }
}
