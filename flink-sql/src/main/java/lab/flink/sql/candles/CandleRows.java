package lab.flink.sql.candles;

import java.math.BigDecimal;
import lab.domain.Candle;
import lab.flink.sql.format.column.Values;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;

/** A candle as a row. */
final class CandleRows {
    private static final int VOLUME_DIGITS = 38;
    private static final int VOLUME_PLACES = 8;
    private static final int QUOTE_PLACES = 16;

    private CandleRows() {}

    static DataType type() {
        DataType price = DataTypes.DECIMAL(Values.MONEY_DIGITS, Values.MONEY_PLACES).notNull();
        return DataTypes.ROW(
                        DataTypes.FIELD("pair", DataTypes.STRING().notNull()),
                        DataTypes.FIELD("window_start", DataTypes.TIMESTAMP(3).notNull()),
                        DataTypes.FIELD("window_end", DataTypes.TIMESTAMP(3).notNull()),
                        DataTypes.FIELD("open", price),
                        DataTypes.FIELD("high", price),
                        DataTypes.FIELD("low", price),
                        DataTypes.FIELD("close", price),
                        DataTypes.FIELD(
                                "volume",
                                DataTypes.DECIMAL(VOLUME_DIGITS, VOLUME_PLACES).notNull()),
                        DataTypes.FIELD(
                                "quote_volume", DataTypes.DECIMAL(VOLUME_DIGITS, QUOTE_PLACES)),
                        DataTypes.FIELD("vwap", price),
                        DataTypes.FIELD("trade_count", DataTypes.BIGINT().notNull()))
                .notNull();
    }

    static RowData of(Candle candle) {
        return GenericRowData.of(
                StringData.fromString(candle.pair().name()),
                TimestampData.fromInstant(candle.start()),
                TimestampData.fromInstant(candle.end()),
                Values.money(candle.open()),
                Values.money(candle.high()),
                Values.money(candle.low()),
                Values.money(candle.close()),
                decimal(candle.volume(), VOLUME_DIGITS, VOLUME_PLACES),
                // 22 digits before the point; beyond that it is not said rather than wrong.
                decimal(candle.quoteVolume(), VOLUME_DIGITS, QUOTE_PLACES),
                decimal(candle.vwap(), Values.MONEY_DIGITS, Values.MONEY_PLACES),
                candle.tradeCount());
    }

    /** Null if it does not fit. */
    private static @Nullable DecimalData decimal(BigDecimal value, int digits, int places) {
        return DecimalData.fromBigDecimal(value, digits, places);
    }
}
