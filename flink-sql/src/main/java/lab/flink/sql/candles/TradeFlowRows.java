package lab.flink.sql.candles;

import java.math.BigDecimal;
import lab.domain.Candle;
import lab.domain.Interval;
import lab.flink.sql.format.column.Values;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;

/** Who pressed in a minute, as a row. */
final class TradeFlowRows {
    static final Interval INTERVAL = Interval.ONE_MINUTE;

    private static final int VOLUME_DIGITS = 38;

    private TradeFlowRows() {}

    static DataType type() {
        DataType volume = DataTypes.DECIMAL(VOLUME_DIGITS, Values.MONEY_PLACES).notNull();
        DataType number = DataTypes.DECIMAL(Values.MONEY_DIGITS, Values.MONEY_PLACES).notNull();
        DataType count = DataTypes.BIGINT().notNull();
        return DataTypes.ROW(
                        DataTypes.FIELD("pair", DataTypes.STRING().notNull()),
                        DataTypes.FIELD("window_start", DataTypes.TIMESTAMP(3).notNull()),
                        DataTypes.FIELD("window_end", DataTypes.TIMESTAMP(3).notNull()),
                        DataTypes.FIELD("buys", volume),
                        DataTypes.FIELD("sells", volume),
                        DataTypes.FIELD("buy_count", count),
                        DataTypes.FIELD("sell_count", count),
                        DataTypes.FIELD("imbalance", number),
                        DataTypes.FIELD("vwap", number),
                        DataTypes.FIELD("largest", number),
                        DataTypes.FIELD("trades_per_second", number))
                .notNull();
    }

    static RowData of(Candle.Flow flow) {
        return GenericRowData.of(
                StringData.fromString(flow.pair().name()),
                TimestampData.fromInstant(flow.start()),
                TimestampData.fromInstant(flow.end()),
                decimal(flow.buys(), VOLUME_DIGITS),
                decimal(flow.sells(), VOLUME_DIGITS),
                flow.buyCount(),
                flow.sellCount(),
                decimal(flow.imbalance(), Values.MONEY_DIGITS),
                decimal(flow.vwap(), Values.MONEY_DIGITS),
                Values.money(flow.largest()),
                decimal(flow.tradesPerSecond(), Values.MONEY_DIGITS));
    }

    private static @Nullable DecimalData decimal(BigDecimal value, int digits) {
        return DecimalData.fromBigDecimal(value, digits, Values.MONEY_PLACES);
    }
}
