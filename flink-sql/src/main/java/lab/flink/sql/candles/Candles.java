package lab.flink.sql.candles;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import lab.domain.Interval;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.util.OutputTag;

/**
 * The operator {@code candles}: reads trades and heartbeats, gives candles of 1 m, 5 m and 1 h and
 * the trades that came too late for some of them.
 *
 * <p>Trades have at least {@code pair, trade_id, event_time, feed_time, price, size}, heartbeats
 * {@code pair, event_time, ended}. A late trade has all columns that trades have, then {@code
 * late_by_ms} and {@code missed}.
 */
public final class Candles {
    public static final String NAME = "candles";
    public static final int VERSION = 1;

    private Candles() {}

    /** A stream and what its rows are. */
    public record Rows(DataStream<RowData> stream, DataType type) {
        RowType rowType() {
            return (RowType) type.getLogicalType();
        }
    }

    public static List<Rows> attach(Rows trades, Rows heartbeats) {
        Map<Interval, OutputTag<RowData>> tags = new EnumMap<>(Interval.class);
        DataType candleType = CandleRows.type();
        for (Interval interval : Interval.values()) {
            tags.put(interval, tag(interval.label(), candleType));
        }
        DataType lateType = lateType(trades.type());
        OutputTag<RowData> late = tag("late", lateType);
        TradeColumns trade = TradeColumns.of(trades.rowType());
        HeartbeatColumns heartbeat = HeartbeatColumns.of(heartbeats.rowType());
        SingleOutputStreamOperator<RowData> operator =
                trades.stream()
                        .keyBy(trade::pair, Types.STRING)
                        .connect(heartbeats.stream().keyBy(heartbeat::pair, Types.STRING))
                        .process(
                                new CandleFunction(trade, heartbeat, tags, late),
                                InternalTypeInfo.of((RowType) candleType.getLogicalType()))
                        .name(NAME)
                        .uid(NAME);
        var outputs = new ArrayList<Rows>();
        tags.values()
                .forEach(tag -> outputs.add(new Rows(operator.getSideOutput(tag), candleType)));
        outputs.add(new Rows(operator.getSideOutput(late), lateType));
        return outputs;
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
