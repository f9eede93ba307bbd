package lab.flink.sql.features;

import java.math.BigDecimal;
import lab.domain.book.BookFeatures;
import lab.domain.book.BookTop;
import lab.flink.sql.format.column.Values;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.jspecify.annotations.Nullable;

/** Features of a book as a row: numbers, or why there are none. */
final class BookFeatureRows {
    private static final int MID_DIGITS = 19;
    private static final int MID_PLACES = 9;
    private static final int DEPTH_DIGITS = 38;

    private BookFeatureRows() {}

    static DataType type() {
        DataType price = DataTypes.DECIMAL(Values.MONEY_DIGITS, Values.MONEY_PLACES);
        DataType middle = DataTypes.DECIMAL(MID_DIGITS, MID_PLACES);
        DataType depth = DataTypes.DECIMAL(DEPTH_DIGITS, Values.MONEY_PLACES);
        DataType text = DataTypes.STRING().notNull();
        return DataTypes.ROW(
                        DataTypes.FIELD("pair", text),
                        DataTypes.FIELD("resolution", text),
                        DataTypes.FIELD("window_start", DataTypes.TIMESTAMP(3).notNull()),
                        DataTypes.FIELD("window_end", DataTypes.TIMESTAMP(3).notNull()),
                        DataTypes.FIELD("exchange", text),
                        DataTypes.FIELD("best_bid", price),
                        DataTypes.FIELD("best_ask", price),
                        DataTypes.FIELD("mid", middle),
                        DataTypes.FIELD("microprice", middle),
                        DataTypes.FIELD("spread_bps", price),
                        DataTypes.FIELD("bid_depth_5", depth),
                        DataTypes.FIELD("ask_depth_5", depth),
                        DataTypes.FIELD("imbalance_5", price),
                        DataTypes.FIELD("bid_depth_20", depth),
                        DataTypes.FIELD("ask_depth_20", depth),
                        DataTypes.FIELD("imbalance_20", price),
                        DataTypes.FIELD("reason", DataTypes.STRING()))
                .notNull();
    }

    static RowData of(BookFeatures features) {
        var row = new GenericRowData(17);
        row.setField(0, StringData.fromString(features.pair().name()));
        row.setField(1, StringData.fromString(features.resolution().label()));
        row.setField(2, TimestampData.fromInstant(features.start()));
        row.setField(3, TimestampData.fromInstant(features.end()));
        row.setField(4, StringData.fromString(features.exchange()));
        switch (features.said()) {
            case BookFeatures.Said.Known(var top) -> fill(row, top);
            case BookFeatures.Said.Unknown(var reason) ->
                    row.setField(16, StringData.fromString(reason));
        }
        return row;
    }

    private static void fill(GenericRowData row, BookTop top) {
        row.setField(5, Values.money(top.bid()));
        row.setField(6, Values.money(top.ask()));
        row.setField(7, decimal(top.mid(), MID_DIGITS, MID_PLACES));
        row.setField(8, decimal(top.microprice(), MID_DIGITS, MID_PLACES));
        row.setField(9, number(top.spreadBps()));
        row.setField(10, depth(top.near().bids()));
        row.setField(11, depth(top.near().asks()));
        row.setField(12, number(top.near().imbalance()));
        row.setField(13, depth(top.far().bids()));
        row.setField(14, depth(top.far().asks()));
        row.setField(15, number(top.far().imbalance()));
    }

    private static @Nullable DecimalData number(BigDecimal value) {
        return decimal(value, Values.MONEY_DIGITS, Values.MONEY_PLACES);
    }

    private static @Nullable DecimalData depth(BigDecimal value) {
        return decimal(value, DEPTH_DIGITS, Values.MONEY_PLACES);
    }

    /** Null if it does not fit. */
    private static @Nullable DecimalData decimal(BigDecimal value, int digits, int places) {
        return DecimalData.fromBigDecimal(value, digits, places);
    }
}
