package lab.flink.sql.candles;

import java.io.Serializable;
import lab.flink.sql.format.column.Values;
import lab.flink.sql.rows.RowFields;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BooleanType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;

/** Where the parts of a heartbeat stand in a row. */
record HeartbeatColumns(int pair, int lastTradeId, int eventTime, int ended)
        implements Serializable {
    private static final int TIME_DIGITS = 6;

    static HeartbeatColumns of(RowType row) {
        return new HeartbeatColumns(
                RowFields.index(row, "pair", VarCharType.STRING_TYPE),
                RowFields.index(row, "last_trade_id", new BigIntType()),
                RowFields.index(row, "event_time", new TimestampType(TIME_DIGITS)),
                RowFields.index(row, "ended", new BooleanType()));
    }

    String pair(RowData row) {
        return row.getString(pair).toString();
    }

    long lastTradeId(RowData row) {
        return row.getLong(lastTradeId);
    }

    long time(RowData row) {
        return Values.micros(row.getTimestamp(eventTime, TIME_DIGITS));
    }

    boolean ended(RowData row) {
        return row.getBoolean(ended);
    }
}
