package lab.flink.sql.candles;

import java.io.Serializable;
import lab.domain.Side;
import lab.flink.sql.format.column.Values;
import lab.flink.sql.rows.RowFields;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;

/** Where the parts of a trade stand in a row. */
record TradeColumns(
        int pair, int tradeId, int eventTime, int feedTime, int price, int size, int side)
        implements Serializable {
    private static final int TIME_DIGITS = 6;
    private static final StringData BUY = StringData.fromString(Side.BUY.name());

    static TradeColumns of(RowType row) {
        LogicalType money = new DecimalType(Values.MONEY_DIGITS, Values.MONEY_PLACES);
        LogicalType time = new TimestampType(TIME_DIGITS);
        return new TradeColumns(
                RowFields.index(row, "pair", VarCharType.STRING_TYPE),
                RowFields.index(row, "trade_id", new BigIntType()),
                RowFields.index(row, "event_time", time),
                RowFields.index(row, "feed_time", time),
                RowFields.index(row, "price", money),
                RowFields.index(row, "size", money),
                RowFields.index(row, "side", VarCharType.STRING_TYPE));
    }

    String pair(RowData row) {
        return row.getString(pair).toString();
    }

    long id(RowData row) {
        return row.getLong(tradeId);
    }

    long time(RowData row) {
        return Values.micros(row.getTimestamp(eventTime, TIME_DIGITS));
    }

    /** The trade's own time where its sender did not say. */
    long feedTime(RowData row, long time) {
        return row.isNullAt(feedTime)
                ? time
                : Values.micros(row.getTimestamp(feedTime, TIME_DIGITS));
    }

    long price(RowData row) {
        return money(row, price);
    }

    long size(RowData row) {
        return money(row, size);
    }

    Side side(RowData row) {
        return row.getString(side).equals(BUY) ? Side.BUY : Side.SELL;
    }

    private static long money(RowData row, int column) {
        return row.getDecimal(column, Values.MONEY_DIGITS, Values.MONEY_PLACES).toUnscaledLong();
    }
}
