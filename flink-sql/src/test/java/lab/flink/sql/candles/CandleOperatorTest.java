package lab.flink.sql.candles;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import lab.domain.Interval;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CandleOperatorTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int TRADE_COUNT = 10;
    private static final TradeColumns TRADE = new TradeColumns(0, 1, 2, 3, 4, 5, 6);
    private static final HeartbeatColumns HEARTBEAT = new HeartbeatColumns(0, 1, 2, 3);
    private static final OutputTag<RowData> MINUTES =
            new OutputTag<>(
                    "1m", InternalTypeInfo.of((RowType) CandleRows.type().getLogicalType()));
    private static final OutputTag<RowData> FLOWS =
            new OutputTag<>(
                    "flow", InternalTypeInfo.of((RowType) TradeFlowRows.type().getLogicalType()));
    private static final OutputTag<RowData> LATE =
            new OutputTag<>("late", InternalTypeInfo.ofFields(new IntType()));

    private KeyedTwoInputStreamOperatorTestHarness<String, RowData, RowData, RowData> operator;
    private long checkpoint;

    @BeforeEach
    void open() throws Exception {
        operator = harness();
        operator.open();
    }

    @AfterEach
    void close() throws Exception {
        operator.close();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, RowData, RowData, RowData>
            harness() throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new CandleOperator(
                        new CandleFunction(
                                TRADE,
                                HEARTBEAT,
                                Map.of(Interval.ONE_MINUTE, MINUTES),
                                FLOWS,
                                LATE)),
                TRADE::pair,
                HEARTBEAT::pair,
                Types.STRING);
    }

    private void trade(long id, Instant time) throws Exception {
        trade(id, time, "1", "BUY");
    }

    private void trade(long id, Instant time, String price, String side) throws Exception {
        RowData row =
                GenericRowData.of(
                        StringData.fromString("A-B"),
                        id,
                        timestamp(time),
                        null,
                        decimal(price),
                        decimal("1"),
                        StringData.fromString(side));
        operator.processElement1(new StreamRecord<>(row, time.toEpochMilli()));
    }

    private static DecimalData decimal(String number) {
        return requireNonNull(DecimalData.fromBigDecimal(new BigDecimal(number), 18, 8));
    }

    private long counted(String counter) {
        Accumulator<?, ?> accumulator =
                operator.getEnvironment().getAccumulatorRegistry().getUserMap().get(counter);
        return (long) requireNonNull(accumulator, counter).getLocalValue();
    }

    private void heartbeat(long lastTradeId, Instant time, boolean ended) throws Exception {
        RowData row =
                GenericRowData.of(
                        StringData.fromString("A-B"), lastTradeId, timestamp(time), ended);
        operator.processElement2(new StreamRecord<>(row, time.toEpochMilli()));
    }

    private static TimestampData timestamp(Instant time) {
        return TimestampData.fromLocalDateTime(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    private OperatorSubtaskState checkpoint() throws Exception {
        operator.prepareSnapshotPreBarrier(++checkpoint);
        return operator.snapshot(checkpoint, checkpoint);
    }

    /** How many trades the minutes had that appeared so far, in that order. */
    private List<Long> appeared() {
        ConcurrentLinkedQueue<StreamRecord<RowData>> rows = operator.getSideOutput(MINUTES);
        return rows == null
                ? List.of()
                : rows.stream().map(row -> row.getValue().getLong(TRADE_COUNT)).toList();
    }

    @Test
    void an_end_whose_trade_never_comes_is_heard_with_the_checkpoint_after_a_quiet_time()
            throws Exception {
        trade(1, NOON);
        heartbeat(2, NOON.plusSeconds(1), true);
        checkpoint();
        assertThat(appeared()).isEmpty();
        checkpoint();
        assertThat(appeared()).containsExactly(1L);
    }

    @Test
    void an_end_waits_while_trades_come() throws Exception {
        heartbeat(3, NOON.plusSeconds(3), true);
        for (int id = 1; id <= 3; id++) {
            trade(id, NOON.plusSeconds(id));
            assertThat(appeared()).hasSize(id / 3);
            checkpoint();
        }
        assertThat(appeared()).containsExactly(3L);
    }

    @Test
    void a_restored_operator_waits_anew() throws Exception {
        trade(1, NOON);
        heartbeat(2, NOON.plusSeconds(1), true);
        OperatorSubtaskState state = checkpoint();
        operator.close();

        operator = harness();
        operator.initializeState(state);
        operator.open();
        checkpoint();
        assertThat(appeared()).isEmpty();
        checkpoint();
        assertThat(appeared()).containsExactly(1L);
    }

    @Test
    void a_candle_that_waits_for_a_trade_appears_by_the_event_time_of_other_pairs()
            throws Exception {
        trade(1, NOON);
        heartbeat(2, NOON.plusSeconds(500), false);
        operator.processBothWatermarks(new Watermark(NOON.plusSeconds(69).toEpochMilli()));
        assertThat(appeared()).isEmpty();
        operator.processBothWatermarks(new Watermark(NOON.plusSeconds(70).toEpochMilli()));
        assertThat(appeared()).containsExactly(1L);
    }

    @Test
    void one_id_with_two_contents_is_counted_apart_from_repeats_and_over_restarts()
            throws Exception {
        trade(1, NOON);
        trade(2, NOON.plusSeconds(1), "2", "SELL");
        trade(1, NOON);
        trade(1, NOON, "7", "BUY");
        trade(2, NOON.plusSeconds(1), "2", "BUY");
        assertThat(counted(CandleFunction.REPEATS)).isEqualTo(1);
        assertThat(counted(CandleFunction.CONFLICTING)).isEqualTo(2);
        OperatorSubtaskState state = checkpoint();
        operator.close();

        operator = harness();
        operator.initializeState(state);
        operator.open();
        trade(2, NOON.plusSeconds(1), "2", "SELL");
        trade(2, NOON.plusSeconds(70), "2", "SELL");
        assertThat(counted(CandleFunction.REPEATS)).isEqualTo(2);
        assertThat(counted(CandleFunction.CONFLICTING)).isEqualTo(3);
        trade(3, NOON.plusSeconds(70));
        assertThat(appeared()).containsExactly(2L);
    }

    @Test
    void state_that_knew_no_contents_goes_on() throws Exception {
        operator.close();
        operator = harness();
        operator.initializeState(
                OperatorSnapshotUtil.readStateHandle(
                        Path.of("src", "test", "resources", "lab", "flink", "sql", "candles")
                                .resolve("candles-2.state")
                                .toString()));
        operator.open();
        trade(1, NOON, "5", "BUY");
        assertThat(counted(CandleFunction.REPEATS)).isEqualTo(1);
        assertThat(counted(CandleFunction.CONFLICTING)).as("unknown").isZero();
        trade(3, NOON.plusSeconds(70));
        trade(3, NOON.plusSeconds(71));
        assertThat(appeared()).containsExactly(2L);
        assertThat(counted(CandleFunction.CONFLICTING)).isEqualTo(1);
        assertThat(operator.getSideOutput(FLOWS))
                .as("nobody knows who took of a window that was open then")
                .isNull();
    }

    @Test
    void a_flow_comes_with_the_candle_of_its_minute() throws Exception {
        trade(1, NOON, "2", "BUY");
        trade(2, NOON, "2", "SELL");
        trade(3, NOON, "2", "BUY");
        heartbeat(3, NOON.plusSeconds(1), true);
        assertThat(appeared()).containsExactly(3L);
        assertThat(operator.getSideOutput(FLOWS))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getValue().getLong(5)).as("buys").isEqualTo(2);
                    assertThat(row.getValue().getDecimal(7, 18, 8)).hasToString("0.33333333");
                });
    }
}
