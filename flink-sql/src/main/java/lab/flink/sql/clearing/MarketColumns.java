package lab.flink.sql.clearing;

import java.io.Serializable;
import lab.domain.Price;
import lab.flink.sql.format.column.Values;
import lab.flink.sql.rows.RowFields;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarCharType;

/** Where a tick's parts stand in a row; a row without a pair is of a message that is no tick. */
record MarketColumns(
        int pair, int sequence, int bid, int ask, int time, int partition, int offset, int taken)
        implements Serializable {

    static MarketColumns of(RowType row) {
        var money = new DecimalType(Values.MONEY_DIGITS, Values.MONEY_PLACES);
        return new MarketColumns(
                RowFields.index(row, "pair", VarCharType.STRING_TYPE),
                RowFields.index(row, "sequence", new BigIntType()),
                RowFields.index(row, "best_bid", money),
                RowFields.index(row, "best_ask", money),
                RowFields.index(row, "event_time", new TimestampType(6)),
                RowFields.index(row, "bus_partition", new IntType()),
                RowFields.index(row, "bus_offset", new BigIntType()),
                RowFields.index(row, "bus_time", new LocalZonedTimestampType(6)));
    }

    boolean isTick(RowData row) {
        return !row.isNullAt(pair);
    }

    String pair(RowData row) {
        return row.getString(pair).toString();
    }

    long sequence(RowData row) {
        return row.getLong(sequence);
    }

    Price bid(RowData row) {
        return price(row, bid);
    }

    Price ask(RowData row) {
        return price(row, ask);
    }

    private static Price price(RowData row, int column) {
        return new Price(
                row.getDecimal(column, Values.MONEY_DIGITS, Values.MONEY_PLACES).toUnscaledLong());
    }

    /** Microseconds. */
    long time(RowData row) {
        return Values.micros(row.getTimestamp(time, 6));
    }

    int partition(RowData row) {
        return row.getInt(partition);
    }

    long offset(RowData row) {
        return row.getLong(offset);
    }

    /** When the bus took it, in microseconds. */
    long taken(RowData row) {
        return Values.micros(row.getTimestamp(taken, 6));
    }
}
