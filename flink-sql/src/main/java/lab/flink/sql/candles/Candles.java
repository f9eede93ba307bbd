package lab.flink.sql.candles;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lab.domain.Interval;
import lab.domain.candle.CandleBook;
import lab.flink.sql.rows.RowFields;
import lab.flink.sql.rows.Rows;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.OutputTag;

/**
 * The operator {@code candles}: reads trades and heartbeats, gives candles of 1 m, 5 m and 1 h, who
 * pressed in each minute, and the trades that came too late for some candles.
 *
 * <p>Trades have at least {@code pair, trade_id, event_time, feed_time, price, size, side,
 * bus_partition}, heartbeats {@code pair, last_trade_id, event_time, ended, bus_partition}. A late
 * trade has all columns that trades have, then {@code late_by_ms} and {@code missed}.
 */
public final class Candles {
    public static final String NAME = "candles";
    public static final int VERSION = 4;

    /**
     * The oldest version of its state that it reads: that one knew no contents of trades. Neither
     * it nor version 3 knew who took, so the windows that those have open come without a flow.
     */
    public static final int READS_FROM = 2;

    private static final long MICROS_PER_MILLI = 1_000;

    private Candles() {}

    /** What its state means: another value wants another {@link #VERSION}. */
    public static String keeps() {
        return "windows %s; they appear %s after their end and are corrected for %s"
                .formatted(
                        Arrays.stream(Interval.values())
                                .map(interval ->
                                        "%s of %s".formatted(interval.label(), interval.length()))
                                .collect(Collectors.joining(", ")),
                        CandleBook.GRACE,
                        CandleBook.CORRECTION);
    }

    public static List<Rows> attach(Rows trades, Rows heartbeats) {
        Map<Interval, OutputTag<RowData>> tags = new EnumMap<>(Interval.class);
        DataType candleType = CandleRows.type();
        for (Interval interval : Interval.values()) {
            tags.put(interval, tag(interval.label(), candleType));
        }
        DataType lateType = lateType(trades.type());
        OutputTag<RowData> late = tag("late", lateType);
        DataType flowType = TradeFlowRows.type();
        OutputTag<RowData> flows = tag("flow", flowType);
        TradeColumns trade = TradeColumns.of(trades.rowType());
        HeartbeatColumns heartbeat = HeartbeatColumns.of(heartbeats.rowType());
        DataStream<RowData> timedTrades = timed(trades, trade::time);
        DataStream<RowData> timedHeartbeats = timed(heartbeats, heartbeat::time);
        SingleOutputStreamOperator<RowData> operator =
                timedTrades
                        .keyBy(trade::pair, Types.STRING)
                        .connect(timedHeartbeats.keyBy(heartbeat::pair, Types.STRING))
                        .transform(
                                NAME,
                                InternalTypeInfo.of((RowType) candleType.getLogicalType()),
                                new CandleOperator(
                                        new CandleFunction(trade, heartbeat, tags, flows, late)))
                        .uid(NAME);
        var outputs = new ArrayList<Rows>();
        tags.values()
                .forEach(tag -> outputs.add(new Rows(operator.getSideOutput(tag), candleType)));
        outputs.add(new Rows(operator.getSideOutput(flows), flowType));
        outputs.add(new Rows(operator.getSideOutput(late), lateType));
        return outputs;
    }

    /** Takes an event's time, in microseconds, out of its row. */
    private interface EventTimeOf extends Serializable {
        long micros(RowData row);
    }

    private static DataStream<RowData> timed(Rows rows, EventTimeOf time) {
        int partition = RowFields.index(rows.rowType(), "bus_partition", new IntType());
        return rows.stream()
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.<RowData>forGenerator(context ->
                                        new TimeOfPartitions(partition, System::nanoTime))
                                .withTimestampAssigner(
                                        (row, before) -> time.micros(row) / MICROS_PER_MILLI));
    }

    private static OutputTag<RowData> tag(String id, DataType type) {
        return new OutputTag<>(id, InternalTypeInfo.of((RowType) type.getLogicalType()));
    }

    private static DataType lateType(DataType trade) {
        List<String> names = DataType.getFieldNames(trade);
        List<DataType> types = DataType.getFieldDataTypes(trade);
        var fields = new ArrayList<DataTypes.Field>();
        for (int i = 0; i < names.size(); i++) {
            fields.add(DataTypes.FIELD(names.get(i), types.get(i)));
        }
        fields.add(DataTypes.FIELD("late_by_ms", DataTypes.BIGINT().notNull()));
        fields.add(DataTypes.FIELD("missed", DataTypes.STRING().notNull()));
        return DataTypes.ROW(fields.toArray(DataTypes.Field[]::new)).notNull();
    }
}
