package lab.flink.sql.clearing;

import java.io.Serializable;
import lab.flink.sql.format.column.Values;
import lab.flink.sql.rows.RowFields;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;

/** Where a request's parts stand in a row; a row without an account is of no request. */
record RequestColumns(int account, int payload, int partition, int offset, int taken)
        implements Serializable {

    static RequestColumns of(RowType row) {
        return new RequestColumns(
                RowFields.index(row, "account", VarCharType.STRING_TYPE),
                RowFields.index(row, "payload", VarCharType.STRING_TYPE),
                RowFields.index(row, "bus_partition", new IntType()),
                RowFields.index(row, "bus_offset", new BigIntType()),
                RowFields.index(row, "bus_time", new LocalZonedTimestampType(6)));
    }

    /** Of requests with the stamp that counts. */
    static DataType stamped() {
        return DataTypes.ROW(
                        DataTypes.FIELD("account", DataTypes.STRING().notNull()),
                        DataTypes.FIELD("payload", DataTypes.STRING().notNull()),
                        DataTypes.FIELD(
                                "bus_time", DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(6).notNull()))
                .notNull();
    }

    boolean isRequest(RowData row) {
        return !row.isNullAt(account);
    }

    StringData account(RowData row) {
        return row.getString(account);
    }

    StringData payload(RowData row) {
        return row.getString(payload);
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
